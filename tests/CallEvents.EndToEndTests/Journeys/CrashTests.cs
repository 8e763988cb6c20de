using System.Net;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class CrashTests(RabbitMqServer rabbit) : IClassFixture<RabbitMqServer>
{
    private static readonly SimulatorOptions Calls = new()
    {
        Calls = 500,
        Days = 3,
        ArrivalsPerMinute = 300,
        StopArrivalsAfter = 60,
        TranscriptDelay = TimeSpan.FromSeconds(2),
    };

    [Fact]
    public async Task A_poller_killed_repeatedly_loses_nothing_and_reuses_message_ids()
    {
        await using var stack = await TestStack.StartAsync(rabbit, Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);

        foreach (var calls in (int[])[1, 100, 250, 400])
        {
            stack.Poller.Start();
            await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 2 * calls);
            await stack.Poller.KillAsync();
        }

        stack.Poller.Start();
        await stack.WaitForLastArrivalAsync();
        await subscriber.WaitForAsync("CallRecorded", 560);
        await subscriber.WaitForAsync("CallTranscribed", 560);
        await Eventually.Be(stack.HasPendingEventsAsync, hasPending => !hasPending);

        var exposed = await stack.ExposedCallsAsync();
        DeliveryVerifier.VerifyEachCallOnce(subscriber.Deliveries, exposed, "CallRecorded", "CallTranscribed");
        DeliveryVerifier.VerifyFields(subscriber.Deliveries, exposed);
    }

    [Fact]
    public async Task A_broker_restart_loses_nothing()
    {
        await using var stack = await TestStack.StartAsync(rabbit, Calls);
        stack.Poller.Settings["Publishing:Timeout"] = "00:00:02";
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.CrmUpdater.StartAndWaitUntilReadyAsync();
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 100);

        await rabbit.StopAsync();
        try
        {
            // The poller keeps polling, does not publish and reports that it is not ready.
            await stack.WaitForLastArrivalAsync();
            await Eventually.Be(() => stack.Poller.StatusAsync("/health/ready"), status => status == HttpStatusCode.ServiceUnavailable);
            (await stack.Poller.StatusAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
            await Eventually.Be(
                () => TestStack.QuerySqlite(stack.Poller, "callevents.db", "SELECT COUNT(*) FROM calls", row => row.GetInt32(0))[0],
                calls => calls == 560
            );
        }
        finally
        {
            await rabbit.StartAsync();
        }

        await subscriber.WaitForAsync("CallRecorded", 560);
        await subscriber.WaitForAsync("CallTranscribed", 560);
        DeliveryVerifier.VerifyEachCallOnce(subscriber.Deliveries, await stack.ExposedCallsAsync(), "CallRecorded", "CallTranscribed");
        await Eventually.Be(stack.CountWrittenCalls, count => count == 560);
        await stack.Poller.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task A_poller_stopped_mid_work_exits_cleanly_and_resumes()
    {
        await using var stack = await TestStack.StartAsync(
            rabbit,
            new SimulatorOptions
            {
                Calls = 500,
                Days = 3,
                ArrivalsPerMinute = 0,
            }
        );
        stack.Poller.Settings["Polling:LeaseDuration"] = "00:10:00";
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        stack.Poller.Start();
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 50);

        var result = await stack.Poller.StopAsync(TimeSpan.FromSeconds(45));

        result.ExitCode.ShouldBe(0);
        stack.Poller.Error.ShouldBeEmpty();

        // The lease lasts ten minutes. The next process can start immediately only because the first one released it.
        stack.Poller.Start();
        await subscriber.WaitForAsync("CallRecorded", 500);
        await subscriber.WaitForAsync("CallTranscribed", 500);
        subscriber.Deliveries.Count.ShouldBe(1_000, "after a clean stop, no event is published again");
        DeliveryVerifier.VerifyEachCallOnce(subscriber.Deliveries, await stack.ExposedCallsAsync(), "CallRecorded", "CallTranscribed");
    }
}
