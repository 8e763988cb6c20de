using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.Sending;

public sealed class FallbackTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            severity: warning
            when: [ { outcome: lost } ]
            notify: [first]
          - id: alarm
            title: Alarm
            severity: error
            when: [ { outcome: alarm } ]
            notify: [first]
        """;

    private static readonly string DigestRules = Rules.Replace("notify: [first]", "notify: [first]\n    deliver: digest");

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Channels:first:Fallback"] = "second",
        ["Channels:second:Prospect"] = "none",
    };

    [Fact]
    public async Task It_takes_errors_that_wait_for_too_long_and_shows_no_more_than_its_settings_allow()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules, Settings);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 429"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("two", "alarm"));
        await bench.SendAsync("first");
        bench.Time.Advance(TimeSpan.FromMinutes(14));
        await bench.CleanAsync();
        await bench.SendAsync("second");
        bench.Channels["second"].Sent.ShouldBeEmpty();

        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.CleanAsync();
        await bench.SendAsync("second");
        var moved = bench.Channels["second"].Alerts.ShouldHaveSingleItem();
        moved.CallId.ShouldBe("two");
        moved.Prospect.ShouldBeNull();
        moved.ProspectEmail.ShouldBeNull();

        bench.Channels["first"].Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        await bench.SendAsync("first");
        bench.Channels["first"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("one");
        (await bench.ReadAsync()).Single(row => row is { CallId: "two", Channel: "first" }).Reason.ShouldBe("taken by second: HTTP 429");
    }

    [Fact]
    public async Task What_it_has_already_does_not_keep_others_from_it()
    {
        var rules = Rules.Replace("notify: [first]", "notify: [first, second]", StringComparison.Ordinal);
        rules += "\n  - { id: alone, title: Alone, severity: critical, when: [ { outcome: alone } ], notify: [first] }";
        var settings = new Dictionary<string, string?>(Settings) { ["Channels:first:Fallback"] = "SECOND" };
        await using var bench = await AlertingBench.CreateAsync(rules, settings);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 429"));
        for (var number = 0; number < 101; number++)
            await bench.RaiseAsync(bench.Recorded($"call {number}", "alarm"));
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.RaiseAsync(bench.Recorded("alone", "alone"));
        await bench.SendAsync("first");
        bench.Time.Advance(TimeSpan.FromMinutes(16));
        await bench.CleanAsync();
        await bench.SendAsync("second");

        bench.Channels["second"].Alerts.Count(alert => alert.CallId == "alone").ShouldBe(1);
        bench.Channels["second"].Alerts.Count.ShouldBe(102);
    }

    [Theory]
    [InlineData("domain", "none", "Alarm")]
    [InlineData("domain", "domain", "Alarm\nFor acme.com")]
    [InlineData("email", "domain", "Alarm\nFor acme.com")]
    public async Task A_text_that_names_the_prospect_is_left_out_where_no_one_is_named(string before, string after, string text)
    {
        var rules = Rules.Replace(
            "when: [ { outcome: alarm } ]",
            "when: [ { outcome: alarm } ]\n    message: \"Alarm\\nFor {{ prospect }}\"",
            StringComparison.Ordinal
        );
        var settings = new Dictionary<string, string?>
        {
            ["Channels:first:Fallback"] = "second",
            ["Channels:first:Prospect"] = before,
            ["Channels:second:Prospect"] = after,
        };
        await using var bench = await AlertingBench.CreateAsync(rules, settings);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("HTTP 400"));
        var alarm = bench.Recorded("one", "alarm");
        await bench.RaiseAsync(alarm with { Call = alarm.Call with { ProspectEmail = "jane@acme.com" } });
        await bench.SendAsync("first");
        await bench.SendAsync("second");

        bench.Channels["second"].Alerts.ShouldHaveSingleItem().Text.ShouldBe(text);
    }

    [Fact]
    public async Task An_alert_that_waited_for_its_digest_is_not_late()
    {
        var rules = DigestRules.Replace("severity: error", "severity: error\n    late: drop\n    maxAge: 1h", StringComparison.Ordinal);
        await using var bench = await AlertingBench.CreateAsync(rules, Settings);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 429"));
        await bench.RaiseAsync(bench.Recorded("two", "alarm"));
        bench.Time.Advance(TimeSpan.FromDays(1));
        await bench.SendAsync("first");
        bench.Time.Advance(TimeSpan.FromMinutes(16));
        await bench.CleanAsync();
        await bench.SendAsync("second");

        bench.Channels["second"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("two");
    }

    [Fact]
    public async Task What_it_has_taken_counts_for_the_throttle()
    {
        var rules = Rules.Replace(
            "when: [ { outcome: alarm } ]",
            "when: [ { outcome: alarm } ]\n    throttle: { per: rule, max: 1, every: 7d }"
        );
        await using var bench = await AlertingBench.CreateAsync(rules, Settings);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("HTTP 400"));
        for (var number = 0; number < 3; number++)
        {
            await bench.RaiseAsync(bench.Recorded($"call {number}", "alarm"));
            await bench.SendAsync("first");
        }

        await bench.SendAsync("second");
        bench.Channels["second"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("call 0");
    }

    [Fact]
    public async Task Two_channels_that_are_each_others_fallback_lose_nothing_when_both_are_away()
    {
        var settings = new Dictionary<string, string?> { ["Channels:first:Fallback"] = "second", ["Channels:second:Fallback"] = "first" };
        await using var bench = await AlertingBench.CreateAsync(Rules, settings);
        foreach (var channel in (string[])["first", "second"])
            bench.Channels[channel].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 429"));
        await bench.RaiseAsync(bench.Recorded("two", "alarm"));
        for (var round = 0; round < 5; round++)
        {
            await bench.SendAsync("first");
            await bench.SendAsync("second");
            bench.Time.Advance(TimeSpan.FromMinutes(16));
            await bench.CleanAsync();
        }

        bench.Channels["second"].Send = RecordingChannel.Accept;
        await bench.SendAsync("second");
        bench.Channels["second"].Alerts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_long_queue_of_a_channel_that_is_well_is_not_moved()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules, Settings);
        await bench.RaiseAsync(bench.Recorded("two", "alarm"));
        bench.Time.Advance(TimeSpan.FromMinutes(20));
        await bench.CleanAsync();
        await bench.SendAsync("second");
        bench.Channels["second"].Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_takes_the_errors_of_a_digest_that_waits_for_too_long()
    {
        await using var bench = await AlertingBench.CreateAsync(DigestRules, Settings);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 429"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("two", "alarm"));
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero));
        await bench.SendAsync("first");
        await bench.CleanAsync();
        await bench.SendAsync("second");
        bench.Channels["second"].Sent.ShouldBeEmpty();

        bench.Time.Advance(TimeSpan.FromMinutes(16));
        await bench.CleanAsync();
        await bench.SendAsync("second");
        bench.Channels["second"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("two");

        bench.Channels["first"].Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        await bench.SendAsync("first");
        bench.Channels["first"].Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("one");
    }

    [Fact]
    public async Task It_takes_the_errors_of_a_digest_that_the_channel_rejects()
    {
        await using var bench = await AlertingBench.CreateAsync(DigestRules, Settings);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("HTTP 400"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("two", "alarm"));
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero));
        await bench.SendAsync("first");
        await bench.SendAsync("second");

        bench.Channels["second"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("two");
        (await bench.ReadAsync()).Single(row => row.CallId == "one").Content.ShouldNotBeEmpty("for alerts retry");
    }

    [Fact]
    public async Task It_takes_an_error_that_the_channel_rejects()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules, Settings);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("HTTP 400"));
        await bench.RaiseAsync(bench.Recorded("two", "alarm"));
        await bench.SendAsync("first");
        await bench.SendAsync("second");

        bench.Channels["second"].Alerts.ShouldHaveSingleItem();
        (await bench.ReadAsync()).Single(row => row.Channel == "first").State.ShouldBe(AlertState.Rejected);
    }
}
