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
        await using var company = await Replicated.FoundAsync(
            rabbit, postgres, "00:00:15", "--calls", "40", "--days", "3", "--arrivals-per-minute", "150", "--stop-arrivals-after", "240", "--transcript-delay", "00:00:01");
        await using var listener = await Listener.SubscribeAsync(company.Company.Broker.Uri);
        await company.Company.KeepStateInAsync(postgres);
        await using var second = new ServiceProcess("CallEvents.CrmUpdater", company.Company.CrmUpdater.Settings.Where(setting => setting.Key.StartsWith("ConnectionStrings", StringComparison.Ordinal)));
        ServiceProcess[] consumers = [company.Company.CrmUpdater, second, company.Company.Alerting];
        await Task.WhenAll(consumers.Select(consumer => consumer.StartAndWaitUntilReadyAsync()));
        List<ServiceProcess> pollers = [company.StartPoller(), company.StartPoller()];
        await company.SpreadAsync(pollers, 2, 2);

        for (var round = 0; round < 3; round++)
        {
            // The new one first, as in a rolling update; then the old one goes.
            await UnderLoadAsync(listener);
            var newcomer = company.StartPoller();
            await newcomer.WaitUntilReadyAsync();
            (await pollers[0].StopAsync()).ExitCode.ShouldBe(0);
            pollers.RemoveAt(0);
            pollers.Add(newcomer);

            await UnderLoadAsync(listener);
            var consumer = consumers[round];
            (await consumer.StopAsync()).ExitCode.ShouldBe(0);
            await consumer.StartAndWaitUntilReadyAsync();
        }

        await company.EverythingIsToldOnceAsync(listener, 280);
        listener.Deliveries.Count.ShouldBe(2 * 4 * 280, "nobody was killed, so nothing was told twice");
        await Eventually.Be(
            async () => (await PostgreSqlServer.QueryAsync(consumers[0].Settings["ConnectionStrings:State"]!, "SELECT COUNT(*) FROM written_calls WHERE fields_revision > 0 AND transcript_revision > 0", row => row.GetInt64(0)))[0],
            written => written == 4 * 280,
            Patience);
        (await company.Company.Broker.QueuesAsync()).ShouldNotContain(queue => queue.Name.EndsWith("_error", StringComparison.Ordinal) && queue.Messages > 0);
    }

    private static async Task UnderLoadAsync(Listener listener)
    {
        var before = listener.Deliveries.Count;
        await listener.WaitUntilAsync(deliveries => deliveries.Count > before + 20, Patience);
    }
}
