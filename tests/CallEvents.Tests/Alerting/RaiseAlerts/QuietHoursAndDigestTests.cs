using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.State;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

public sealed class QuietHoursAndDigestTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            severity: error
            when: [ { outcome: lost } ]
            notify: [first]
          - id: alarm
            title: Alarm
            severity: critical
            when: [ { outcome: alarm } ]
            notify: [first]
          - id: won
            title: Deal won
            when: [ { outcome: won } ]
            notify: [first]
            deliver: digest
        """;

    private static readonly Dictionary<string, string?> Night = new()
    {
        ["Channels:first:QuietHours:From"] = "20:00",
        ["Channels:first:QuietHours:To"] = "07:30",
        ["Channels:first:QuietHours:Zone"] = "Europe/Berlin",
        ["Channels:first:Digest:Zone"] = "Europe/Berlin",
    };

    [Fact]
    public async Task What_comes_in_quiet_hours_is_told_in_one_digest_at_their_end()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules, Night);
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 25, 22, 0, 0, TimeSpan.Zero));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("two", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("three", "alarm"));
        await bench.SendAsync();
        bench.Channels["first"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("three");

        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 6, 29, 0, TimeSpan.Zero));
        await bench.SendAsync();
        bench.Channels["first"].Digests.ShouldBeEmpty();
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 6, 30, 0, TimeSpan.Zero));
        await bench.SendAsync();
        var digest = bench.Channels["first"].Digests.ShouldHaveSingleItem();
        digest.Reason.ShouldBe(DigestReason.QuietHours);
        digest.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_critical_alert_that_is_late_does_not_wait_for_their_end()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules, Night);
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 25, 21, 10, 0, TimeSpan.Zero));
        await bench.RaiseAsync(bench.Recorded("held", Outcomes.Lost, age: TimeSpan.FromDays(2)));
        await bench.RaiseAsync(bench.Recorded("critical", "alarm", age: TimeSpan.FromDays(2)));
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 25, 21, 30, 0, TimeSpan.Zero));
        await bench.SendAsync();

        bench.Channels["first"].Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("critical");
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 6, 30, 0, TimeSpan.Zero));
        await bench.SendAsync();
        bench.Channels["first"].Digests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_waited_for_its_channel_into_the_quiet_hours_is_held_too()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules, Night);
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 25, 18, 59, 0, TimeSpan.Zero));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        bench.Time.Advance(TimeSpan.FromMinutes(10));
        await bench.SendAsync();

        bench.Channels["first"].Sent.ShouldBeEmpty();
        (await bench.ReadAsync()).Single(row => row.CallId == "one").State.ShouldBe(AlertState.Folded);
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 6, 30, 0, TimeSpan.Zero));
        await bench.SendAsync();
        bench.Channels["first"].Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_rule_with_deliver_digest_waits_for_the_channels_digest_time()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules, Night);
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
        await bench.RaiseAsync(bench.Recorded("friday", Outcomes.Won));
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
        await bench.RaiseAsync(bench.Recorded("sunday", Outcomes.Won));
        await bench.SendAsync();
        bench.Channels["first"].Sent.ShouldBeEmpty();

        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
        await bench.SendAsync();
        var digest = bench.Channels["first"].Digests.ShouldHaveSingleItem();
        digest.Reason.ShouldBe(DigestReason.Scheduled);
        digest.Newest.Select(alert => alert.CallId).ShouldBe(["sunday", "friday"]);
    }

    [Fact]
    public async Task What_comes_while_a_digest_is_sent_goes_into_the_next()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var channel = bench.Channels["first"];
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Won));
        var row = (await bench.ReadAsync()).Single(row => row.IsDigest);

        bench.Time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(row.DueAt).AddTicks(-1));
        channel.Send = async notification =>
        {
            // Its clock is a little behind: the digest that it finds is being sent.
            bench.Time.Advance(TimeSpan.FromMilliseconds(1));
            var late = bench.Recorded("two", Outcomes.Won);
            await using var outbox = await bench.Resolve<Outbox>().BeginAsync(TestContext.Current.CancellationToken);
            var next = await outbox.OpenDigestAsync(
                "first",
                new DigestSlot(DigestReason.Scheduled, row.Occurrence, row.DueAt),
                Severity.Info,
                TestContext.Current.CancellationToken
            );
            next.Id.ShouldNotBe(row.Id);
            late.Call.Id.ShouldBe("two");
            return await RecordingChannel.Accept(notification);
        };
        await bench.SendAsync();
        channel.Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem();
    }
}
