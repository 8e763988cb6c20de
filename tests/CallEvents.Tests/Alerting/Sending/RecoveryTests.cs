using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Sending;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Alerting.Sending;

/// <summary>How a channel that failed is tried, and what waited for it meanwhile.</summary>
public sealed class RecoveryTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            severity: error
            when: [ { outcome: lost } ]
            notify: [first]
          - id: daily
            title: Daily
            when: [ { outcome: daily } ]
            notify: [first]
            deliver: digest
        """;

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_that_a_gatekeeper_does_not_let_in_does_not_keep_the_others_waiting()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var first = bench.Channels["first"];
        first.Send = notification =>
            notification is AlertNotification { Alert.CallId: "bad" }
                ? Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 403"))
                : RecordingChannel.Accept(notification);
        await bench.RaiseAsync(bench.Recorded("bad", Outcomes.Lost));
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.RaiseAsync(bench.Recorded("good", Outcomes.Lost));
        for (var minute = 0; minute < 3; minute++)
        {
            await bench.SendAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(2));
        }

        first.Alerts.ShouldHaveSingleItem().CallId.ShouldBe("good");
    }

    [Fact]
    public async Task The_pause_that_a_failing_channel_asks_for_is_kept()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var first = bench.Channels["first"];
        first.Send = _ =>
            Task.FromResult<ChannelResult>(new ChannelResult.Unavailable("HTTP 503", TimeSpan.FromMinutes(20), IsSuspect: true));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("two", Outcomes.Lost));
        await bench.SendAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(19));
        await bench.SendAsync();
        first.Attempts.ShouldBe(1);

        first.Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.SendAsync();
        first.Alerts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_digest_of_which_nothing_is_left_does_not_make_a_channel_well()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 404 no_service"));
        await bench.RaiseAsync(bench.Recorded("one", "daily"));
        bench.Time.Advance(TimeSpan.FromDays(1));
        await bench.SendAsync();
        (await bench.Resolve<Outbox>().DropAsync(new AlertFilter(Call: "one"), TestEnded)).ShouldBe(1);
        for (var minute = 0; minute < 5; minute++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await bench.SendAsync();
        }

        bench.Resolve<ChannelCircuits>().Of("first").Outage!.NeedsOperator.ShouldBeTrue();
        (await bench.ReadAsync()).Single(row => row.IsDigest).Reason.ShouldBe("nothing is left of it");
    }

    [Fact]
    public async Task A_channel_with_nothing_to_try_it_with_is_well_after_a_test()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 404 no_service"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.SendAsync();
        await bench.Resolve<Outbox>().DropAsync(new AlertFilter(), TestEnded);
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.SendAsync();
        bench.Resolve<ChannelCircuits>().Of("first").Outage.ShouldNotBeNull();

        await bench.Resolve<ChannelPaces>().RecordAcceptedAsync("first", bench.Time.GetUtcNow().ToUnixTimeMilliseconds(), TestEnded);
        await bench.SendAsync();
        bench.Resolve<ChannelCircuits>().Of("first").Outage.ShouldBeNull();
    }

    [Fact]
    public async Task Quiet_hours_do_not_keep_a_digest_from_being_given_up()
    {
        var night = new Dictionary<string, string?>
        {
            ["Channels:first:QuietHours:From"] = "20:00",
            ["Channels:first:QuietHours:To"] = "07:30",
        };
        await using var bench = await AlertingBench.CreateAsync(Rules, night);
        bench.Channels["first"].Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 404 no_service"));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("two", "daily"));

        // Only the time outside of them counts: three days take almost a week.
        for (var hour = 0; hour < 24 * 8; hour++)
        {
            await bench.SendAsync();
            bench.Time.Advance(TimeSpan.FromHours(1));
            await bench.CleanAsync();
        }

        (await bench.ReadAsync()).Where(row => row.IsDigest).ShouldAllBe(row => row.State == AlertState.Rejected);
        bench.Time.Advance(TimeSpan.FromDays(8));
        await bench.CleanAsync();
        (await bench.ReadAsync()).ShouldAllBe(row => row.Content == "");
    }

    [Fact]
    public async Task Quiet_hours_do_not_count_for_giving_up()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Channels:first:QuietHours:From"] = "20:00",
            ["Channels:first:QuietHours:To"] = "08:00",
            ["Channels:first:QuietHours:WholeDays"] = "Sat,Sun",
            ["Alerting:GiveUpAfter"] = "1.00:00:00",
        };
        await using var bench = await AlertingBench.CreateAsync(Rules, settings);
        var first = bench.Channels["first"];
        first.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 404 no_service"));
        bench.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 10, 0, 0, TimeSpan.Zero));
        await bench.RaiseAsync(bench.Recorded("one", "daily"));

        // Due on Friday, revoked until the evening, mended in the night before the weekend.
        for (var hour = 0; hour < 24 * 4; hour++)
        {
            bench.Time.Advance(TimeSpan.FromHours(1));
            if (bench.Time.GetUtcNow() > new DateTimeOffset(2026, 11, 27, 22, 0, 0, TimeSpan.Zero))
                first.Send = RecordingChannel.Accept;
            await bench.SendAsync();
            await bench.CleanAsync();
        }

        first.Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("one");
    }

    [Fact]
    public async Task An_open_circuit_is_closed_by_a_test_before_its_next_probe()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var circuit = bench.Resolve<ChannelCircuits>().Of("first");
        bench.Channels["first"].Send = _ =>
            Task.FromResult<ChannelResult>(new ChannelResult.Unauthorized("HTTP 410 channel_is_archived", TimeSpan.FromHours(1)));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.SendAsync();
        bench.Channels["first"].Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        var testedAt = bench.Time.GetUtcNow();
        await bench.Resolve<ChannelPaces>().RecordAcceptedAsync("first", testedAt.ToUnixTimeMilliseconds(), TestEnded);

        using var stopping = new CancellationTokenSource();
        var running = bench.Resolve<ChannelSenderFactory>().Create(bench.Resolve<ChannelSet>().Find("first")!).RunAsync(stopping.Token);
        await Eventually.Be(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            return bench.Channels["first"].Alerts.Count == 1;
        });
        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);

        circuit.Outage.ShouldBeNull();
        bench.Time.GetUtcNow().ShouldBeLessThan(testedAt.AddHours(1));
    }

    [Fact]
    public async Task What_waited_for_a_stopped_service_is_tried_before_it_is_given_up()
    {
        await using var stopped = await AlertingBench.CreateAsync(Rules);
        await stopped.RaiseAsync(stopped.Recorded("one", Outcomes.Lost));
        stopped.Time.Advance(TimeSpan.FromDays(4));
        await using var bench = await AlertingBench.CreateAsync(Rules, replicaOf: stopped);
        await bench.CleanAsync();
        await bench.SendAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(31));
        await bench.CleanAsync();
        await bench.SendAsync();

        bench.Channels["first"].Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("one");
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_is_left_out_of_its_digest()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(bench.Recorded("one", "daily"));
        await bench.RaiseAsync(bench.Recorded("two", "daily"));
        await bench.SpoilAsync("two");
        bench.Time.Advance(TimeSpan.FromDays(1));
        await bench.SendAsync();

        bench.Channels["first"].Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("one");
        (await bench.ReadAsync()).Single(row => row.CallId == "two").State.ShouldBe(AlertState.Rejected);
    }

    [Fact]
    public async Task One_alert_of_a_rejected_digest_is_found_and_retried_by_its_call()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var first = bench.Channels["first"];
        first.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("HTTP 400"));
        await bench.RaiseAsync(bench.Recorded("one", "daily"));
        await bench.RaiseAsync(bench.Recorded("two", "daily"));
        bench.Time.Advance(TimeSpan.FromDays(1));
        await bench.SendAsync();
        first.Send = RecordingChannel.Accept;

        var outbox = bench.Resolve<Outbox>();
        var rejected = new AlertFilter(State: AlertState.Rejected, Call: "two");
        (await outbox.ListAsync(rejected, 10, TestEnded)).ShouldHaveSingleItem();
        (await outbox.RetryAsync(rejected, TestEnded)).ShouldBe(1);
        await bench.SendAsync();
        first.Alerts.ShouldHaveSingleItem().CallId.ShouldBe("two");

        (await outbox.RetryAsync(new AlertFilter(Channel: "first"), TestEnded)).ShouldBe(1, "the digest");
        await bench.SendAsync();
        first.Digests.ShouldHaveSingleItem().All.ShouldHaveSingleItem().CallId.ShouldBe("one");
    }
}
