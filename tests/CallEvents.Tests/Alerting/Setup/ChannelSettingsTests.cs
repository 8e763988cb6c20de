using CallEvents.Alerting.Setup;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.Alerting.Setup;

public sealed class ChannelSettingsTests
{
    private const string Rules = """
        version: 1
        rules:
          - { id: deal-lost, title: Deal lost, when: [ { outcome: lost } ] }
        """;

    [Theory]
    [InlineData("Channels:x:Type", null, "Channels:x:Type: found nothing, expected one of")]
    [InlineData("Channels:x:Type", "slak", "did you mean slack?")]
    [InlineData("Channels:first:PerMinute", "0", "Channels:first:PerMinute: found '0', expected a number from 1 to 6000")]
    [InlineData("Channels:first:Prospect", "mail", "Channels:first:Prospect: found 'mail', expected one of email, domain, none")]
    [InlineData("Channels:first:Fallback", "thrid", "Channels:first:Fallback: found 'thrid', expected another channel")]
    [InlineData("Channels:first:Fallback", "first", "Channels:first:Fallback: found 'first', expected another channel")]
    [InlineData(
        "Channels:first:FallbackAfter",
        "30.00:00:00",
        "Channels:first:FallbackAfter: found '30.00:00:00', expected a duration above"
    )]
    [InlineData("Channels:first:Perminute2", "1", "Channels:first:Perminute2: found 'a key that the type recording does not have'")]
    [InlineData(
        "Channels:log:Type",
        "recording",
        "Channels:log:Type: found 'recording', expected log, which is what the channel of this name is"
    )]
    [InlineData(
        "Channels:a.b:Type",
        "recording",
        "Channels:a.b:Type: found 'a channel named a.b', expected a name of letters, digits, '-' and '_'"
    )]
    [InlineData("Channels:first:QuietHours:From", "25:00", "Channels:first:QuietHours:From")]
    [InlineData(
        "Channels:first:QuietHours:Expect",
        "none",
        "Channels:first:QuietHours:Expect: found 'a key that QuietHours does not have', expected one of From, To, Days, WholeDays, Zone, "
            + "Except; did you mean Except?"
    )]
    [InlineData("Channels:first:digest:Time", "17:00", "found 'a key that digest does not have', expected one of At, Days, Zone")]
    [InlineData("Channels:first:OAuth:Tennant", "x", "did you mean Tenant?")]
    [InlineData("Channels:first:Digest:Zone", "Mars/Olympus", "Channels:first:Digest:Zone")]
    public async Task A_wrong_setting_is_named(string key, string? value, string line)
    {
        var settings = new Dictionary<string, string?> { [key] = value };
        if (value is null)
            settings["Channels:x:PerMinute"] = "30";
        await using var bench = await AlertingBench.CreateAsync(Rules, settings);

        var invalid = Should.Throw<OptionsValidationException>(() => bench.Resolve<IOptions<ChannelSettings>>().Value);
        invalid.Failures.ShouldContain(failure => failure.Contains(line, StringComparison.Ordinal), string.Join('\n', invalid.Failures));
    }

    [Theory]
    [InlineData(null, "nothing")]
    [InlineData("R0secret", "'another text'")]
    public async Task A_wrong_key_of_PagerDuty_is_named_and_not_repeated(string? key, string found)
    {
        await using var bench = await AlertingBench.CreateAsync(
            Rules,
            new Dictionary<string, string?> { ["Channels:oncall:Type"] = "pagerduty", ["Channels:oncall:RoutingKey"] = key }
        );

        Should
            .Throw<OptionsValidationException>(() => bench.Resolve<IOptions<ChannelSettings>>().Value)
            .Failures.ShouldBe([
                $"Channels:oncall:RoutingKey: found {found}, expected an integration key of the Events API v2: 32 letters and digits",
            ]);
    }

    [Fact]
    public async Task Names_of_channels_have_no_case_since_environment_variables_have_none()
    {
        await using var bench = await AlertingBench.CreateAsync(
            Rules,
            new Dictionary<string, string?> { ["Channels:DEALS:Type"] = "recording" }
        );
        bench.Resolve<ChannelSet>().Find("Deals")!.Name.ShouldBe("deals");
    }
}
