using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>A rolling update as an orchestrator performs it: each process is stopped and replaced while calls arrive.</summary>
public sealed class RollingRestartTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private static readonly SimulatorOptions Calls = new()
    {
        Calls = 40,
        Days = 3,
        ArrivalsPerMinute = 90,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task A_rolling_restart_under_load_loses_and_duplicates_nothing()
    {
        await using var replicated = await ReplicatedStack.StartAsync(rabbit, postgres, TestStack.LongLease, Calls);
        var stack = replicated.Services;
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.UsePostgreSqlAsync(postgres);
        await using var secondUpdater = new ServiceProcess("CallEvents.CrmUpdater", ConnectionStrings(stack.CrmUpdater));
        ServiceProcess[] consumers = [stack.CrmUpdater, secondUpdater, stack.Alerting];
        await Task.WhenAll(consumers.Select(consumer => consumer.StartAndWaitUntilReadyAsync()));
        List<ServiceProcess> pollers = [replicated.StartPoller(), replicated.StartPoller()];
        await replicated.WaitForAssignmentAsync(pollers, 2, 2);

        for (var i = 0; i < 2; i++)
        {
            // As in a rolling update, the new poller starts before the old one stops.
            await WaitForDeliveriesAsync(subscriber);
            var newPoller = replicated.StartPoller();
            await newPoller.WaitUntilReadyAsync();
            (await pollers[0].StopAsync()).ExitCode.ShouldBe(0);
            pollers.RemoveAt(0);
            pollers.Add(newPoller);
        }

        foreach (var consumer in consumers)
        {
            await WaitForDeliveriesAsync(subscriber);
            (await consumer.StopAsync()).ExitCode.ShouldBe(0);
            await consumer.StartAndWaitUntilReadyAsync();
        }

        var calls = await replicated.VerifyEachCallPublishedOnceAsync(subscriber);
        var expected = ReplicatedStack.Workspaces.Length * calls;
        subscriber.Deliveries.Count.ShouldBe(2 * expected, "without a kill, no event is delivered twice");
        var state = secondUpdater.Settings["ConnectionStrings:State"]!;
        await Eventually.Be(
            () => PostgreSqlServer.QueryAsync(state, TestStack.WrittenCallsSql, row => row.GetInt64(0)),
            written => written.Single() == expected
        );
        (await stack.Broker.QueuesAsync()).ShouldNotContain(queue =>
            queue.Name.EndsWith("_error", StringComparison.Ordinal) && queue.Messages > 0
        );
    }

    private static IEnumerable<KeyValuePair<string, string?>> ConnectionStrings(ServiceProcess service) =>
        service.Settings.Where(setting => setting.Key.StartsWith("ConnectionStrings", StringComparison.Ordinal));

    /// <summary>Waits for 10 more deliveries, so that the next restart happens under load.</summary>
    private static async Task WaitForDeliveriesAsync(TestSubscriber subscriber)
    {
        var before = subscriber.Deliveries.Count;
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count > before + 10);
    }
}
