using CallEvents.ServiceDefaults.Links;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.ServiceDefaults.Links;

public sealed class CallLinkTests
{
    [Theory]
    [InlineData("https://app.example.com/{callId}", "https://app.example.com/call_%201%2F%7Bworkspace%7D")]
    [InlineData(
        " https://app.example.com/{workspace}/c?id={callId} ",
        "https://app.example.com/a%20b%26c/c?id=call_%201%2F%7Bworkspace%7D"
    )]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Placeholders_are_encoded(string? template, string? expected)
    {
        Validate(template).Succeeded.ShouldBeTrue();
        new CallLink(Options.Create(new LinksOptions { Call = template })).Of("a b&c", "call_ 1/{workspace}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("http://app.example.com/{callId}")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/{callid}")]
    [InlineData("https://app.example.com/{callId}/{id}")]
    [InlineData("https://app.example.com/{callId}}")]
    [InlineData("https://app.example.com/a call/{callId}")]
    [InlineData("/calls/{callId}")]
    [InlineData("javascript:alert('{callId}')")]
    public void Another_address_is_rejected(string template) =>
        Validate(template)
            .Failures.ShouldBe([
                $"Links:Call: found '{template}', expected an address such as https://example.com/{{callId}}, "
                    + "with no placeholders except {callId} and {workspace}",
            ]);

    [Fact]
    public void An_address_with_a_password_is_rejected_without_repeating_it() =>
        Validate("https://me:secret@example.com/{callId}").FailureMessage.ShouldNotBeNull().ShouldNotContain("secret");

    private static ValidateOptionsResult Validate(string? template) =>
        new LinksOptions.Validator().Validate(null, new LinksOptions { Call = template });
}
