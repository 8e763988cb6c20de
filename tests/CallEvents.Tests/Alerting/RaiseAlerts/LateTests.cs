using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Bus;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

public sealed class LateTests
{
    private const string Rules = """
        version: 1
        defaults: { notify: [first] }
        rules:
          - id: deal-lost
            title: Deal lost
            when: [ { outcome: lost } ]
          - id: history
            title: Deal won, ever
            only: { origins: [backfill, live] }
            when: [ { outcome: won } ]
          - id: strict
            title: Follow up
            when: [ { outcome: follow_up } ]
            late: drop
        """;

    [Fact]
    public async Task After_a_weekends_stop_one_digest_within_the_hour_has_all()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        List<CallEvents.Alerting.Rules.CallEvent> events = [];
        for (var number = 0; number < 30; number++)
        {
            events.Add(bench.Recorded($"call {number}", Outcomes.Lost));
            bench.Time.Advance(TimeSpan.FromHours(2));
        }

        bench.Time.Advance(TimeSpan.FromHours(25));
        foreach (var callEvent in events)
            await bench.RaiseAsync(callEvent);
        await bench.SendAsync();
        bench.Channels["first"].Sent.ShouldBeEmpty();

        bench.Time.Advance(TimeSpan.FromHours(1));
        await bench.SendAsync();
        var digest = bench.Channels["first"].Digests.ShouldHaveSingleItem();
        digest.Reason.ShouldBe(DigestReason.Late);
        digest.All.Count.ShouldBe(30);
        digest.Newest.Count.ShouldBe(20);
        digest.More.ShouldBe(10);
    }

    [Fact]
    public async Task A_call_that_was_old_when_it_was_observed_is_late_and_a_change_of_it_is_not()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(bench.Recorded("old", Outcomes.Lost, age: TimeSpan.FromDays(3)));
        var changed = bench.Recorded("changed", Outcomes.Lost, age: TimeSpan.FromDays(3));
        await bench.RaiseAsync(
            changed with
            {
                Kind = CallEvents.Alerting.Rules.EventKind.Updated,
                Previous = changed.Call with { Outcome = null },
            }
        );

        var rows = await bench.ReadAsync();
        rows.Single(row => row.CallId == "old").State.ShouldBe(AlertState.Folded);
        rows.Single(row => row.CallId == "changed").State.ShouldBe(AlertState.Pending);
    }

    [Fact]
    public async Task What_waited_for_its_channel_for_longer_than_a_day_is_late()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("two", Outcomes.FollowUp));
        bench.Time.Advance(TimeSpan.FromHours(25));
        await bench.SendAsync();

        var rows = await bench.ReadAsync();
        rows.Single(row => row.CallId == "one").State.ShouldBe(AlertState.Folded);
        rows.Single(row => row.CallId == "two").Reason.ShouldBe("late");
        rows.Single(row => row.CallId == "two").Content.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_weekends_outage_of_a_channel_is_one_digest(int status)
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var first = bench.Channels["first"];
        first.Send = _ =>
            Task.FromResult<ChannelResult>(
                status == 404
                    ? new ChannelResult.Unauthorized("HTTP 404 no_service")
                    : new ChannelResult.Unavailable($"HTTP {status}", IsSuspect: status == 503)
            );
        for (var hour = 0; hour < 62; hour++)
        {
            await bench.RaiseAsync(bench.Recorded($"call {hour}", Outcomes.Lost));
            bench.Time.Advance(TimeSpan.FromHours(1));
            await bench.SendAsync();
        }

        first.Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromHours(1));
        await bench.SendAsync();
        var late = first.Digests.ShouldHaveSingleItem();
        late.Reason.ShouldBe(DigestReason.Late);
        late.All.Concat(first.Alerts).Select(alert => alert.CallId).Distinct().Count().ShouldBe(62);
        first.Alerts.Count.ShouldBeInRange(22, 25, "those of the last day");
    }

    [Fact]
    public async Task Of_a_digest_of_late_alerts_each_is_given_up_by_itself()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 404 no_service"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        bench.Time.Advance(TimeSpan.FromDays(1.5));
        await bench.SendAsync();
        await bench.RaiseAsync(bench.Recorded("two", Outcomes.Lost));
        foreach (var hours in (int[])[30, 10])
        {
            bench.Time.Advance(TimeSpan.FromHours(hours));
            await bench.SendAsync();
        }

        await bench.CleanAsync();
        var rows = await bench.ReadAsync();
        var one = rows.Single(row => row.CallId == "one");
        (one.State, one.DigestId, one.Content.Length > 0).ShouldBe((AlertState.Rejected, "", true));
        one.Reason.ShouldStartWith("not sent within 3.00:00:00");

        bench.Channels["first"].Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.SendAsync();
        bench.Channels["first"].Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("two");
    }

    [Fact]
    public async Task Quiet_hours_do_not_count_for_what_is_late()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Channels:first:QuietHours:From"] = "20:00",
            ["Channels:first:QuietHours:To"] = "07:00",
            ["Channels:first:QuietHours:WholeDays"] = "Sat,Sun",
        };
        await using var bench = await AlertingBench.CreateAsync(Rules, settings);
        var first = bench.Channels["first"];
        first.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 404 no_service"));
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 27, 20, 30, 0, TimeSpan.Zero));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost, age: TimeSpan.FromDays(3)));

        // From Monday morning on it is tried, three days of which the nights do not count.
        for (var hour = 0; hour < 24 * 6; hour++)
        {
            bench.Time.Advance(TimeSpan.FromHours(1));
            await bench.SendAsync();
            await bench.CleanAsync();
        }

        first.Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromHours(12));
        await bench.SendAsync();
        first.Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("one");
    }

    [Fact]
    public async Task A_retried_digest_of_late_alerts_has_the_whole_time_again()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var first = bench.Channels["first"];
        first.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("HTTP 400"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost, age: TimeSpan.FromDays(3)));
        bench.Time.Advance(TimeSpan.FromHours(1));
        await bench.SendAsync();
        first.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 429"));
        bench.Time.Advance(TimeSpan.FromDays(4));
        (await bench.Resolve<Outbox>().RetryAsync(new AlertFilter(), TestContext.Current.CancellationToken)).ShouldBe(1);
        for (var hour = 0; hour < 24; hour++)
        {
            bench.Time.Advance(TimeSpan.FromHours(1));
            await bench.SendAsync();
            await bench.CleanAsync();
        }

        first.Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromHours(1));
        await bench.SendAsync();
        first.Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("one");
    }

    [Fact]
    public async Task An_empty_digest_of_late_alerts_ends_though_its_channel_is_no_more()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost, age: TimeSpan.FromDays(3)));
        for (var day = 0; day < 2; day++)
        {
            bench.Time.Advance(TimeSpan.FromDays(4));
            await bench.CleanAsync();
        }

        (await bench.ReadAsync()).ShouldAllBe(row => row.State == AlertState.Rejected);
        (await bench.Resolve<Outbox>().ReadBacklogAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task History_alerts_nobody_unless_a_rule_names_it()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        (await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost, origin: Origins.Backfill))).ShouldBe(MessageOutcome.Handled);
        (await bench.RaiseAsync(bench.Recorded("two", Outcomes.Lost, origin: Origins.Replay))).ShouldBe(MessageOutcome.Ignored);
        (await bench.ReadAsync()).ShouldBeEmpty();

        await bench.RaiseAsync(bench.Recorded("three", Outcomes.Won, origin: Origins.Backfill));
        (await bench.ReadAsync()).ShouldHaveSingleItem().CallId.ShouldBe("three");
    }
}
