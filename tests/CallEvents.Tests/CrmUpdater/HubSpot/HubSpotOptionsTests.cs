using CallEvents.CrmUpdater.HubSpot;
using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotOptionsTests
{
    private static readonly HubSpotOptions Good = new() { AccessToken = "pat-secret" };

    [Fact]
    public void A_token_is_all_that_must_be_set() => Failures(Good).ShouldBeEmpty();

    [Fact]
    public void Another_adapter_needs_none_of_it() =>
        new HubSpotOptionsValidator(Settings("webhook")).Validate(null, new HubSpotOptions { BaseUrl = "?" }).Failed.ShouldBeFalse();

    [Fact]
    public void A_missing_token_is_named() =>
        Failures(new HubSpotOptions())
            .ShouldBe(["Crm:HubSpot:AccessToken: found nothing, expected the access token of a HubSpot service key"]);

    [Fact]
    public void A_token_that_cannot_be_sent_is_not_printed()
    {
        var failure = Failures(new HubSpotOptions { AccessToken = "pat secret" }).ShouldHaveSingleItem();
        failure.ShouldStartWith("Crm:HubSpot:AccessToken: found 'a token with spaces");
        failure.ShouldNotContain("pat secret");
    }

    [Theory]
    [InlineData("https://api.hubapi.com", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:8080/", true)]
    [InlineData("http://api.hubapi.com", false)]
    [InlineData("https://someone@api.hubapi.com", false)]
    [InlineData("api.hubapi.com", false)]
    [InlineData("", false)]
    public void Only_a_loopback_address_may_do_without_TLS(string address, bool isGood)
    {
        var failures = Failures(new HubSpotOptions { AccessToken = "pat", BaseUrl = address });
        if (isGood)
            failures.ShouldBeEmpty();
        else
            failures.ShouldHaveSingleItem().ShouldEndWith("expected an https address such as https://api.hubapi.com");
    }

    [Fact]
    public void A_version_is_one_part_of_a_path() =>
        Failures(new HubSpotOptions { AccessToken = "pat", ApiVersion = "v3/../x" })
            .ShouldBe(["Crm:HubSpot:ApiVersion: found 'v3/../x', expected a version of HubSpot's API such as 2026-09"]);

    private static IEnumerable<string> Failures(HubSpotOptions options) =>
        new HubSpotOptionsValidator(Settings("hubspot")).Validate(null, options).Failures ?? [];

    private static IConfiguration Settings(string adapter) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Crm:Adapter"] = adapter }).Build();
}
