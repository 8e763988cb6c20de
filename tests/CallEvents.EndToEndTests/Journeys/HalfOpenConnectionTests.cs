using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Npgsql;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>A poller whose connections to broker and database are delayed, held, cut in the middle of a frame, or half-open.</summary>
public sealed class HalfOpenConnectionTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private static readonly SimulatorOptions Calls = new()
    {
        Calls = 20,
        Days = 3,
        ArrivalsPerMinute = 300,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task A_poller_behind_broken_connections_loses_and_duplicates_nothing()
    {
        await using var stack = await TestStack.StartAsync(rabbit, Calls);
        var ledger = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        await using var database = new TcpProxy(ledger.Host!, ledger.Port);
        await using var broker = new TcpProxy(stack.Broker.Uri.Host, stack.Broker.Uri.Port);
        (ledger.Host, ledger.Port, ledger.CommandTimeout) = ("127.0.0.1", database.Port, 3);
        stack.Poller.Settings["ConnectionStrings:Ledger"] = ledger.ConnectionString;
        stack.Poller.Settings["ConnectionStrings:RabbitMq"] = new UriBuilder(stack.Broker.Uri)
        {
            Host = "127.0.0.1",
            Port = broker.Port,
        }.Uri.ToString();
        stack.Poller.Settings["Publishing:Timeout"] = "00:00:03";
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await PublishesAsync(subscriber);

        foreach (var proxy in (TcpProxy[])[database, broker])
        {
            proxy.CutAfter(5_003);
            await Eventually.Be(() => proxy.HasCut);
            await PublishesAsync(subscriber);

            // Longer than the lease, and than a publish may take.
            proxy.Hold();
            await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, TestContext.Current.CancellationToken);
            proxy.Release();
            await PublishesAsync(subscriber);
        }

        database.FreezePresent();
        (database.Delay, broker.Delay) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        await PublishesAsync(subscriber);
        await stack.StopArrivalsAsync();

        var exposed = await stack.ExposedCallsAsync();
        await subscriber.WaitUntilAsync(deliveries =>
            deliveries.Where(delivery => delivery.Type == "CallTranscribed").DistinctBy(d => d.CallId).Count() == exposed.Count
        );
        await subscriber.WaitForAsync("CallRecorded", exposed.Count);
        DeliveryVerifier.VerifyEachCallOnce(subscriber.Deliveries, exposed, "CallRecorded", "CallTranscribed");
        await stack.Poller.WaitUntilReadyAsync();
    }

    /// <summary>Waits until more calls are published: the poller has recovered.</summary>
    private static async Task PublishesAsync(TestSubscriber subscriber)
    {
        var before = subscriber.Distinct("CallTranscribed").Count;
        await subscriber.WaitUntilAsync(deliveries =>
            deliveries.Where(delivery => delivery.Type == "CallTranscribed").DistinctBy(d => d.MessageId).Count() > before + 5
        );
    }
}
