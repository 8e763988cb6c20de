using System.Net;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class PostgreSqlTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string[] Calls =
        ["--calls", "300", "--days", "3", "--arrivals-per-minute", "300", "--stop-arrivals-after", "60", "--transcript-delay", "00:00:02"];

    [Fact]
    public async Task With_all_state_in_PostgreSQL_every_call_reaches_both_services_though_the_poller_is_killed()
    {
        await using var company = await Company.FoundAsync(rabbit, Calls);
        await company.KeepStateInAsync(postgres);
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        await Task.WhenAll(company.CrmUpdater.StartAndWaitUntilReadyAsync(), company.Alerting.StartAndWaitUntilReadyAsync());

        foreach (var seen in (int[])[1, 150])
        {
            company.Poller.Start();
            await listener.WaitUntilAsync(deliveries => deliveries.Count >= 2 * seen, Patience);
            await company.Poller.KillAsync();
        }

        company.Poller.Start();
        await EverythingIsTold(company, listener, 360);
        await Eventually.Be(() => CountAsync(company.CrmUpdater, "SELECT COUNT(*) FROM written_calls WHERE fields_revision > 0 AND transcript_revision > 0"), count => count == 360, Patience);
        var lost = listener.Distinct("CallRecorded").Where(delivery => delivery.Message.GetProperty("origin").GetString() == "live")
            .Count(delivery => delivery.Message.GetProperty("call").TryGetProperty("outcome", out var outcome) && outcome.GetString() == "lost");
        await Eventually.Be(() => CountAsync(company.Alerting, "SELECT COUNT(*) FROM sent_alerts WHERE sent_at IS NOT NULL"), count => count == lost, Patience);
    }

    [Fact]
    public async Task A_poller_outlives_its_database_killed_and_stopped_for_longer_than_its_lease_and_loses_nothing()
    {
        await using var company = await Company.FoundAsync(rabbit, Calls);
        await company.KeepStateInAsync(postgres);
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        await company.Poller.StartAndWaitUntilReadyAsync();
        var process = company.Poller.Id;
        await listener.WaitUntilAsync(deliveries => deliveries.Count >= 50, Patience);

        // Within the lease.
        await postgres.KillAsync();
        await postgres.StartAsync();
        await listener.WaitUntilAsync(deliveries => deliveries.Count >= 100, Patience);

        await postgres.StopAsync();
        try
        {
            await Eventually.Be(async () => (await company.WorkspaceAsync()).GetProperty("holds").GetBoolean(), holds => !holds, Patience);
            (await company.Poller.Http.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
            await company.WaitUntilNoMoreArriveAsync();
        }
        finally
        {
            await postgres.StartAsync();
        }

        await EverythingIsTold(company, listener, 360);
        company.Poller.Id.ShouldBe(process);
        await company.Poller.WaitUntilReadyAsync();
        company.Poller.Output.ShouldNotContain(PostgreSqlServer.Password + ";");
        company.Poller.Output.ShouldNotContain("@");
    }

    private static async Task EverythingIsTold(Company company, Listener listener, int calls)
    {
        await company.WaitUntilNoMoreArriveAsync();
        await listener.WaitForAsync("CallRecorded", calls, Patience);
        await listener.WaitForAsync("CallTranscribed", calls, Patience);
        await Eventually.Be(async () => (await company.WorkspaceAsync()).GetProperty("due").EnumerateObject().Any(), due => !due, Patience);

        var truth = await company.TruthAsync();
        Judge.EachOnce(listener.Deliveries, truth, "CallRecorded", "CallTranscribed");
        Judge.EveryFieldRight(listener.Deliveries, truth);
    }

    private static async Task<long> CountAsync(ServiceProcess service, string sql) =>
        (await PostgreSqlServer.QueryAsync(service.Settings["ConnectionStrings:State"]!, sql, row => row.GetInt64(0)))[0];
}
