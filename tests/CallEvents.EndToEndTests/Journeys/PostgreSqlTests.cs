using System.Net;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class PostgreSqlTests(RabbitMqServer rabbit, PostgreSqlServer postgres) : IClassFixture<PostgreSqlServer>
{
    private static readonly SimulatorOptions Calls = new()
    {
        Calls = 300,
        Days = 3,
        ArrivalsPerMinute = 300,
        StopArrivalsAfter = 60,
        TranscriptDelay = TimeSpan.FromSeconds(2),
    };

    [Fact]
    public async Task With_all_state_in_PostgreSQL_a_killed_poller_loses_nothing()
    {
        await using var stack = await TestStack.StartAsync(rabbit, Calls);
        await stack.UsePostgreSqlAsync(postgres);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await Task.WhenAll(stack.CrmUpdater.StartAndWaitUntilReadyAsync(), stack.Alerting.StartAndWaitUntilReadyAsync());

        foreach (var calls in (int[])[1, 150])
        {
            stack.Poller.Start();
            await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 2 * calls);
            await stack.Poller.KillAsync();
        }

        stack.Poller.Start();
        await VerifyEachCallPublishedOnceAsync(stack, subscriber, 360);
        await Eventually.Be(() => CountAsync(stack.CrmUpdater, TestStack.WrittenCallsSql), count => count == 360);
        const string sentAlerts = "SELECT COUNT(*) FROM sent_alerts WHERE sent_at IS NOT NULL";
        var lost = subscriber.Distinct("CallRecorded").Count(delivery => delivery is { Origin: "live", Outcome: "lost" });
        await Eventually.Be(() => CountAsync(stack.Alerting, sentAlerts), count => count == lost);
    }

    [Fact]
    public async Task A_poller_survives_database_outages_longer_than_its_lease()
    {
        await using var stack = await TestStack.StartAsync(rabbit, Calls);
        await stack.UsePostgreSqlAsync(postgres);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.Poller.StartAndWaitUntilReadyAsync();
        var process = stack.Poller.Id;
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 50);

        // An outage shorter than the lease.
        await postgres.KillAsync();
        await postgres.StartAsync();
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 100);

        await postgres.StopAsync();
        try
        {
            await Eventually.Be(stack.WorkspaceHealthAsync, workspace => !workspace.GetProperty("leaseHeld").GetBoolean());
            (await stack.Poller.StatusAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
            await stack.WaitForLastArrivalAsync();
        }
        finally
        {
            await postgres.StartAsync();
        }

        await VerifyEachCallPublishedOnceAsync(stack, subscriber, 360);
        stack.Poller.Id.ShouldBe(process);
        await stack.Poller.WaitUntilReadyAsync();
        stack.Poller.Output.ShouldNotContain(PostgreSqlServer.Password + ";");
        stack.Poller.Output.ShouldNotContain("@");
    }

    private static async Task VerifyEachCallPublishedOnceAsync(TestStack stack, TestSubscriber subscriber, int calls)
    {
        await stack.WaitForLastArrivalAsync();
        await subscriber.WaitForAsync("CallRecorded", calls);
        await subscriber.WaitForAsync("CallTranscribed", calls);
        await Eventually.Be(stack.HasPendingEventsAsync, hasPending => !hasPending);

        var exposed = await stack.ExposedCallsAsync();
        DeliveryVerifier.VerifyEachCallOnce(subscriber.Deliveries, exposed, "CallRecorded", "CallTranscribed");
        DeliveryVerifier.VerifyFields(subscriber.Deliveries, exposed);
    }

    private static async Task<long> CountAsync(ServiceProcess service, string sql) =>
        (await PostgreSqlServer.QueryAsync(service.Settings["ConnectionStrings:State"]!, sql, row => row.GetInt64(0)))[0];
}
