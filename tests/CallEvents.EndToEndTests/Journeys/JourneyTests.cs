using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class JourneyTests(RabbitMqServer rabbit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string[] FiveHundredCalls =
        ["--calls", "500", "--days", "3", "--arrivals-per-minute", "300", "--stop-arrivals-after", "40", "--transcript-delay", "00:00:03"];

    [Fact]
    public async Task Five_hundred_calls_and_those_that_arrive_meanwhile_reach_both_services_and_any_other()
    {
        await using var company = await Company.FoundAsync(rabbit, FiveHundredCalls);
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        await Task.WhenAll(company.CrmUpdater.StartAndWaitUntilReadyAsync(), company.Alerting.StartAndWaitUntilReadyAsync());
        await company.Poller.StartAndWaitUntilReadyAsync();

        await listener.WaitForAsync("CallRecorded", 540, Patience);
        await listener.WaitForAsync("CallTranscribed", 540, Patience);
        var truth = await company.TruthAsync();

        listener.Deliveries.Count.ShouldBe(2 * 540, "nobody crashed, so nothing was told twice");
        Judge.EachOnce(listener.Deliveries, truth, "CallRecorded", "CallTranscribed");
        Judge.EveryFieldRight(listener.Deliveries, truth);
        truth.Any(call => call.GetProperty("transcript").GetRawText().Any(letter => letter > 0x7f) || call.GetProperty("transcript").GetRawText().Contains("\\u", StringComparison.Ordinal))
            .ShouldBeTrue("the transcripts hold more than ASCII");

        await Eventually.Be(() => Company.Query(company.CrmUpdater, "crm-updater.db",
            "SELECT call_id FROM written_calls WHERE fields_revision > 0 AND transcript_revision > 0", row => row.GetString(0)).Count == 540, Patience);
        await AlertsAreRaised(company, listener);
        await EverythingIsAsTheContractsSay(company);
        NobodySaidTooMuch(company, truth);
    }

    /// <summary>History pages nobody: the lost calls that arrived while it ran, and no others.</summary>
    private static async Task AlertsAreRaised(Company company, Listener listener)
    {
        var lost = listener.Of("CallRecorded").Where(delivery => delivery.Message.GetProperty("origin").GetString() == "live")
            .Where(delivery => delivery.Message.GetProperty("call").TryGetProperty("outcome", out var outcome) && outcome.GetString() == "lost")
            .Select(delivery => delivery.CallId!).Order().ToList();
        await Eventually.Be(
            () => Company.Query(company.Alerting, "alerting.db", "SELECT call_id FROM sent_alerts WHERE sent_at IS NOT NULL ORDER BY call_id", row => row.GetString(0)),
            alerts => alerts.SequenceEqual(lost),
            Patience);
    }

    private static async Task EverythingIsAsTheContractsSay(Company company)
    {
        var promised = AsyncApiDocument.Load();
        var exchanges = await company.Broker.ExchangesAsync();
        foreach (var (name, exchange) in promised.Exchanges)
            exchanges.ShouldContain(found => found.Name == name && found.Type == exchange.Type && found.Durable == exchange.Durable && found.AutoDelete == exchange.AutoDelete);

        foreach (var (name, queue) in promised.Queues)
        {
            var found = (await company.Broker.QueueAsync(name)).ShouldNotBeNull();
            found.Durable.ShouldBe(queue.Durable);
            foreach (var (argument, value) in queue.Arguments)
                found.Arguments[argument].ToString().ShouldBe(value.ToString(), argument, StringCompareShould.IgnoreCase);
            (await company.Broker.QueueAsync($"{name}_error"))?.Messages.ShouldBe(0);
            await Eventually.Be(async () => (await company.Broker.QueueAsync(name))!.Messages == 0);
        }
    }

    private static void NobodySaidTooMuch(Company company, IReadOnlyList<System.Text.Json.JsonElement> truth)
    {
        var said = string.Join('\n', new[] { company.Poller, company.CrmUpdater, company.Alerting }.SelectMany(service => new[] { service.Output, service.Error }));
        said.ShouldNotContain("@", Case.Sensitive, "an e-mail address");
        said.ShouldNotContain("Bearer");
        foreach (var text in truth.Take(20).SelectMany(call => call.GetProperty("transcript").EnumerateArray().Take(20)).Select(segment => segment.GetProperty("text").GetString()!).Where(text => text.Length > 20))
            said.ShouldNotContain(text);
    }
}
