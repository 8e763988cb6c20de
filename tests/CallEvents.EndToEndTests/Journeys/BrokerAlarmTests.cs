using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>A broker that is short of memory: it is there, and accepts nothing.</summary>
public sealed class BrokerAlarmTests(RabbitMqServer rabbit) : IClassFixture<RabbitMqServer>
{
    private static readonly SimulatorOptions Calls = new()
    {
        Calls = 20,
        Days = 1,
        ArrivalsPerMinute = 300,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task Calls_that_arrive_during_a_broker_alarm_are_published_after_it()
    {
        await using var stack = await TestStack.StartAsync(rabbit, Calls);
        stack.Poller.Settings["Publishing:Timeout"] = "00:00:02";
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await subscriber.WaitForAsync("CallTranscribed", 20);

        await rabbit.RaiseAlarmAsync();

        await Eventually.Be(
            () => ReadinessAsync(stack),
            readiness => readiness.Contains("No event has been published since", StringComparison.Ordinal)
        );
        await Eventually.Be(() =>
            stack.Poller.Output.Contains("It stays in the outbox and is retried with the same MessageId", StringComparison.Ordinal)
        );
        await stack.StopArrivalsAsync();
        await rabbit.ClearAlarmAsync();
        var exposed = await stack.ExposedCallsAsync();
        await subscriber.WaitUntilAsync(deliveries =>
            deliveries.Where(delivery => delivery.Type == "CallTranscribed").DistinctBy(d => d.CallId).Count() == exposed.Count
        );
        await subscriber.WaitForAsync("CallRecorded", exposed.Count);
        DeliveryVerifier.VerifyEachCallOnce(subscriber.Deliveries, exposed, "CallRecorded", "CallTranscribed");
        await stack.Poller.WaitUntilReadyAsync();
    }

    private static async Task<string> ReadinessAsync(TestStack stack)
    {
        using var response = await stack.Poller.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return await response.Content.ReadAsStringAsync();
    }
}
