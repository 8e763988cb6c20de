using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class JourneyTests(RabbitMqServer rabbit)
{
    private static readonly SimulatorOptions FiveHundredCalls = new()
    {
        Calls = 500,
        Days = 3,
        ArrivalsPerMinute = 300,
        StopArrivalsAfter = 40,
        TranscriptDelay = TimeSpan.FromSeconds(3),
    };

    [Fact]
    public async Task Past_and_arriving_calls_reach_both_services_and_any_subscriber()
    {
        await using var stack = await TestStack.StartAsync(rabbit, FiveHundredCalls);
        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await Task.WhenAll(stack.CrmUpdater.StartAndWaitUntilReadyAsync(), stack.Alerting.StartAndWaitUntilReadyAsync());
        await stack.Poller.StartAndWaitUntilReadyAsync();

        await subscriber.WaitForAsync("CallRecorded", 540);
        await subscriber.WaitForAsync("CallTranscribed", 540);
        var exposed = await stack.ExposedCallsAsync();

        subscriber.Deliveries.Count.ShouldBe(2 * 540, "without a crash, no event is delivered twice");
        DeliveryVerifier.VerifyEachCallOnce(subscriber.Deliveries, exposed, "CallRecorded", "CallTranscribed");
        DeliveryVerifier.VerifyFields(subscriber.Deliveries, exposed);
        exposed.Any(call => IsBeyondAscii(call.GetProperty("transcript").GetRawText())).ShouldBeTrue("some transcripts are not ASCII");

        await Eventually.Be(stack.CountWrittenCalls, count => count == 540);
        await VerifyAlertsAsync(stack, subscriber);
        await VerifyTopologyAsync(stack);
        VerifyNoSensitiveOutput(stack, exposed);
    }

    private static bool IsBeyondAscii(string json) =>
        json.Any(character => character > 0x7f) || json.Contains("\\u", StringComparison.Ordinal);

    /// <summary>Verifies that exactly the lost calls that arrived live raised an alert; past calls raise none.</summary>
    private static async Task VerifyAlertsAsync(TestStack stack, TestSubscriber subscriber)
    {
        var lost = subscriber
            .OfType("CallRecorded")
            .Where(delivery => delivery is { Origin: "live", Outcome: "lost" })
            .Select(delivery => delivery.CallId!)
            .Order()
            .ToList();
        const string sentAlerts = "SELECT call_id FROM sent_alerts WHERE sent_at IS NOT NULL ORDER BY call_id";
        await Eventually.Be(
            () => TestStack.QuerySqlite(stack.Alerting, "alerting.db", sentAlerts, row => row.GetString(0)),
            alerts => alerts.SequenceEqual(lost)
        );
    }

    /// <summary>Verifies that the exchanges and queues are those of the contracts, and that all queues are empty.</summary>
    private static async Task VerifyTopologyAsync(TestStack stack)
    {
        var document = AsyncApiDocument.Load();
        var exchanges = await stack.Broker.ExchangesAsync();
        foreach (var (name, exchange) in document.Exchanges)
            exchanges.ShouldContain(new ExchangeState(name, exchange.Type, exchange.Durable, exchange.AutoDelete));

        foreach (var (name, queue) in document.Queues)
        {
            var found = (await stack.Broker.QueueAsync(name)).ShouldNotBeNull();
            found.Durable.ShouldBe(queue.Durable);
            foreach (var (argument, value) in queue.Arguments)
                found.Arguments[argument].ToString().ShouldBe(value.ToString(), argument, StringCompareShould.IgnoreCase);
            (await stack.Broker.QueueAsync($"{name}_error"))?.Messages.ShouldBe(0);
            await Eventually.Be(async () => (await stack.Broker.QueueAsync(name))!.Messages == 0);
        }
    }

    /// <summary>Verifies that no log contains an e-mail address, an API key or text of a transcript.</summary>
    private static void VerifyNoSensitiveOutput(TestStack stack, IReadOnlyList<JsonElement> exposed)
    {
        ServiceProcess[] services = [stack.Poller, stack.CrmUpdater, stack.Alerting];
        var output = string.Join('\n', services.SelectMany(service => new[] { service.Output, service.Error }));
        output.ShouldNotContain("@", Case.Sensitive, "an e-mail address");
        output.ShouldNotContain("Bearer");
        var texts = exposed
            .Take(20)
            .SelectMany(call => call.GetProperty("transcript").EnumerateArray().Take(20))
            .Select(segment => segment.GetProperty("text").GetString()!)
            .Where(text => text.Length > 20);
        foreach (var text in texts)
            output.ShouldNotContain(text);
    }
}
