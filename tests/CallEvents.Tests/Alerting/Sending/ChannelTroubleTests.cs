using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Sending;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Tests.Alerting.Sending;

public sealed class ChannelTroubleTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            severity: warning
            when: [ { outcome: lost } ]
            notify: [first, second]
          - id: alarm
            title: Alarm
            severity: critical
            when: [ { outcome: alarm } ]
            notify: [first]
        """;

    [Fact]
    public async Task A_channel_that_is_away_keeps_its_alerts_and_no_others()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var (first, second) = (bench.Channels["first"], bench.Channels["second"]);
        first.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 429", TimeSpan.FromHours(1)));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.SendAsync("first");
        await bench.SendAsync("second");
        second.Alerts.ShouldHaveSingleItem();

        bench.Time.Advance(TimeSpan.FromMinutes(59));
        await bench.SendAsync("first");
        first.Attempts.ShouldBe(1);
        first.Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.SendAsync("first");
        first.Alerts.ShouldHaveSingleItem();
        bench.Resolve<ChannelCircuits>().Of("first").State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public async Task The_most_severe_goes_first_then_the_oldest()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        foreach (var (id, outcome) in ((string, string)[])[("one", "lost"), ("two", "alarm"), ("three", "lost"), ("four", "alarm")])
        {
            await bench.RaiseAsync(bench.Recorded(id, outcome));
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await bench.SendAsync();
        bench.Channels["first"].Alerts.Select(alert => alert.CallId).ShouldBe(["two", "four", "one", "three"]);
    }

    [Fact]
    public async Task An_alert_on_which_the_channel_fails_is_rejected_and_keeps_no_other_waiting()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var first = bench.Channels["first"];
        first.Send = notification =>
            notification is AlertNotification { Alert.CallId: "bad" }
                ? Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 500", IsSuspect: true))
                : RecordingChannel.Accept(notification);
        await bench.RaiseAsync(bench.Recorded("bad", Outcomes.Lost));
        for (var number = 0; number < 40; number++)
        {
            await bench.RaiseAsync(bench.Recorded($"call {number}", Outcomes.Lost));
            await bench.SendAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        first.Alerts.Count.ShouldBe(40);
        var bad = (await bench.ReadAsync()).Single(row => row.CallId == "bad" && row.Channel == "first");
        bad.State.ShouldBe(AlertState.Rejected);
        bad.Reason.ShouldBe("the channel fails on this alert (HTTP 500) and takes others");
        bad.Content.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_outage_with_server_errors_rejects_nothing()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var first = bench.Channels["first"];
        first.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 503", IsSuspect: true));
        for (var number = 0; number < 10; number++)
            await bench.RaiseAsync(bench.Recorded($"call {number}", Outcomes.Lost));
        for (var minute = 0; minute < 120; minute++)
        {
            await bench.SendAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        first.Attempts.ShouldBeLessThan(130);
        (await bench.ReadAsync()).ShouldAllBe(row => row.State == AlertState.Pending);
        first.Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        await bench.SendAsync();
        first.Alerts.Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_cannot_be_sent_for_three_days_is_rejected_kept_and_can_be_retried()
    {
        await using var bench = await AlertingBench.CreateAsync(
            Rules.Replace("version: 1", "version: 1\ndefaults: { maxAge: 30d }", StringComparison.Ordinal)
        );
        var first = bench.Channels["first"];
        first.Send = _ =>
            Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 403 invalid_token: check Channels:first:Url"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.SendAsync();
        bench.Time.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));
        await bench.CleanAsync();

        var row = (await bench.ReadAsync()).Single(row => row.Channel == "first");
        row.State.ShouldBe(AlertState.Rejected);
        row.Reason.ShouldBe("not sent within 3.00:00:00: HTTP 403 invalid_token: check Channels:first:Url");
        first.Send = RecordingChannel.Accept;
        (await bench.Resolve<Outbox>().RetryAsync(new AlertFilter(Channel: "first"), TestContext.Current.CancellationToken)).ShouldBe(1);
        await bench.SendAsync();
        first.Alerts.ShouldHaveSingleItem();
        (await bench.ReadAsync()).Single(alert => alert.Channel == "first").Content.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replica_with_nothing_to_try_sees_that_another_one_is_let_in_again()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await using var replica = await AlertingBench.CreateAsync(Rules, replicaOf: bench);
        var first = bench.Channels["first"];
        first.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 403"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.SendAsync();
        await replica.SendAsync();
        replica.Resolve<ChannelCircuits>().Of("first").Outage!.NeedsOperator.ShouldBeTrue();

        first.Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.SendAsync();
        await replica.SendAsync();
        first.Alerts.ShouldHaveSingleItem();
        replica.Resolve<ChannelCircuits>().Of("first").Outage.ShouldBeNull();
    }

    [Fact]
    public async Task The_content_of_a_rejected_alert_is_erased_after_a_week()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("HTTP 400 invalid_blocks"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.SendAsync();
        bench.Time.Advance(TimeSpan.FromDays(6));
        await bench.CleanAsync();
        (await bench.ReadAsync()).Single(row => row is { Channel: "first", State: AlertState.Rejected }).Content.ShouldNotBeEmpty();

        bench.Time.Advance(TimeSpan.FromDays(2));
        await bench.CleanAsync();
        (await bench.ReadAsync()).Single(row => row is { Channel: "first", State: AlertState.Rejected }).Content.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sender_that_is_killed_between_sending_and_remembering_sends_once_more()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        var now = bench.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var queue = bench.Resolve<OutboxQueue>();
        var killed = await queue.TryClaimAsync("first", now, isProbe: false, TestContext.Current.CancellationToken);
        killed.ShouldNotBeNull();

        await bench.SendAsync();
        bench.Channels["first"].Attempts.ShouldBe(0);
        bench.Time.Advance(OutboxQueue.ClaimDuration);
        await bench.SendAsync();
        bench.Time.Advance(OutboxQueue.ClaimDuration * 2);
        await bench.SendAsync();
        bench.Channels["first"].Alerts.ShouldHaveSingleItem();

        (await queue.ReleaseAsync(killed, now, hasFailed: false, "late", TestContext.Current.CancellationToken)).ShouldBeFalse();
        (await bench.ReadAsync()).Single(row => row.Channel == "first").State.ShouldBe(AlertState.Sent);
    }

    [Fact]
    public async Task Replicas_share_the_pace_of_a_channel()
    {
        var settings = new Dictionary<string, string?> { ["Channels:first:PerMinute"] = "30" };
        await using var bench = await AlertingBench.CreateAsync(Rules, settings);
        await using var replica = await AlertingBench.CreateAsync(Rules, settings, replicaOf: bench);
        var gap = TimeSpan.FromSeconds(2);
        var testEnded = TestContext.Current.CancellationToken;

        (await bench.Resolve<ChannelPaces>().TakeTurnAsync("first", gap, testEnded)).ShouldBe(TimeSpan.Zero);
        (await replica.Resolve<ChannelPaces>().TakeTurnAsync("first", gap, testEnded)).ShouldBe(gap);
        bench.Time.Advance(TimeSpan.FromSeconds(1.5));
        (await bench.Resolve<ChannelPaces>().TakeTurnAsync("first", gap, testEnded)).ShouldBe(TimeSpan.FromSeconds(0.5));
        bench.Time.Advance(TimeSpan.FromSeconds(0.5));
        (await replica.Resolve<ChannelPaces>().TakeTurnAsync("first", gap, testEnded)).ShouldBe(TimeSpan.Zero);
    }
}
