using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>An upgrade as an orchestrator does it: each process is asked to stop and another one takes its place, while calls come.</summary>
public sealed class RollingRestartTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Pollers_and_consumers_restarted_one_after_another_under_load_lose_nothing_and_say_nothing_twice()
    {
        await using var replicated = await Replicated.FoundAsync(
            rabbit, postgres, "00:00:15", "--calls", "40", "--days", "3", "--arrivals-per-minute", "90", "--transcript-delay", "00:00:01");
        var company = replicated.Company;
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        await company.KeepStateInAsync(postgres);
        await using var second = new ServiceProcess("CallEvents.CrmUpdater", company.CrmUpdater.Settings.Where(setting => setting.Key.StartsWith("ConnectionStrings", StringComparison.Ordinal)));
        ServiceProcess[] consumers = [company.CrmUpdater, second, company.Alerting];
        await Task.WhenAll(consumers.Select(consumer => consumer.StartAndWaitUntilReadyAsync()));
        List<ServiceProcess> pollers = [replicated.StartPoller(), replicated.StartPoller()];
        await replicated.SpreadAsync(pollers, 2, 2);

        foreach (var consumer in consumers)
        {
            // The new poller first, as in a rolling update; then the old one goes.
            await UnderLoadAsync(listener);
            var newcomer = replicated.StartPoller();
            await newcomer.WaitUntilReadyAsync();
            (await pollers[0].StopAsync()).ExitCode.ShouldBe(0);
            pollers.RemoveAt(0);
            pollers.Add(newcomer);

            await UnderLoadAsync(listener);
            (await consumer.StopAsync()).ExitCode.ShouldBe(0);
            await consumer.StartAndWaitUntilReadyAsync();
        }

        var calls = await company.StopArrivalsAsync();
        await replicated.EverythingIsToldOnceAsync(listener, calls);
        listener.Deliveries.Count.ShouldBe(2 * Replicated.Workspaces.Length * calls, "nobody was killed, so nothing was told twice");
        await Eventually.Be(
            () => PostgreSqlServer.QueryAsync(second.Settings["ConnectionStrings:State"]!, "SELECT COUNT(*) FROM written_calls WHERE fields_revision > 0 AND transcript_revision > 0", row => row.GetInt64(0)),
            written => written.Single() == Replicated.Workspaces.Length * calls,
            Patience);
        (await company.Broker.QueuesAsync()).ShouldNotContain(queue => queue.Name.EndsWith("_error", StringComparison.Ordinal) && queue.Messages > 0);
    }

    private static async Task UnderLoadAsync(Listener listener)
    {
        var before = listener.Deliveries.Count;
        await listener.WaitUntilAsync(deliveries => deliveries.Count > before + 20, Patience);
    }
}
