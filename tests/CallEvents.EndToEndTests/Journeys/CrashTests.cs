using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class CrashTests(RabbitMqServer rabbit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_poller_killed_again_and_again_loses_nothing_and_repeats_nothing_under_a_new_id()
    {
        await using var company = await Company.FoundAsync(
            rabbit, "--calls", "500", "--days", "3", "--arrivals-per-minute", "300", "--stop-arrivals-after", "60", "--transcript-delay", "00:00:02");
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);

        foreach (var seen in (int[])[1, 100, 250, 400])
        {
            company.Poller.Start();
            await listener.WaitUntilAsync(deliveries => deliveries.Count >= 2 * seen, Patience);
            await company.Poller.KillAsync();
        }

        company.Poller.Start();
        await company.WaitUntilNoMoreArriveAsync();
        await listener.WaitForAsync("CallRecorded", 560, Patience);
        await listener.WaitForAsync("CallTranscribed", 560, Patience);
        await Eventually.Be(async () => (await company.WorkspaceAsync()).GetProperty("due").EnumerateObject().Any(), due => !due);

        var truth = await company.TruthAsync();
        Judge.EachOnce(listener.Deliveries, truth, "CallRecorded", "CallTranscribed");
        Judge.EveryFieldRight(listener.Deliveries, truth);
    }

    [Fact]
    public async Task A_broker_that_stops_and_starts_loses_nothing()
    {
        await using var company = await Company.FoundAsync(
            rabbit, "--calls", "500", "--days", "3", "--arrivals-per-minute", "300", "--stop-arrivals-after", "60", "--transcript-delay", "00:00:02");
        company.Poller.Settings["Publishing:Timeout"] = "00:00:02";
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        await company.CrmUpdater.StartAndWaitUntilReadyAsync();
        await company.Poller.StartAndWaitUntilReadyAsync();
        await listener.WaitUntilAsync(deliveries => deliveries.Count >= 100, Patience);

        await rabbit.StopAsync();
        try
        {
            // Observing goes on, telling waits, and readiness says so.
            await company.WaitUntilNoMoreArriveAsync();
            await Eventually.Be(async () => (await company.Poller.Http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode,
                status => status == System.Net.HttpStatusCode.ServiceUnavailable, Patience);
            (await company.Poller.Http.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
            await Eventually.Be(() => Company.Query(company.Poller, "callevents.db", "SELECT COUNT(*) FROM calls", row => row.GetInt32(0))[0], calls => calls == 560, Patience);
        }
        finally
        {
            await rabbit.StartAsync();
        }

        await listener.WaitForAsync("CallRecorded", 560, Patience);
        await listener.WaitForAsync("CallTranscribed", 560, Patience);
        Judge.EachOnce(listener.Deliveries, await company.TruthAsync(), "CallRecorded", "CallTranscribed");
        await Eventually.Be(() => Company.Query(company.CrmUpdater, "crm-updater.db",
            "SELECT call_id FROM written_calls WHERE fields_revision > 0 AND transcript_revision > 0", row => row.GetString(0)).Count == 560, Patience);
        await company.Poller.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task A_poller_that_is_asked_to_stop_in_the_middle_finishes_cleanly_and_goes_on_where_it_was()
    {
        await using var company = await Company.FoundAsync(rabbit, "--calls", "500", "--days", "3", "--arrivals-per-minute", "0");
        company.Poller.Settings["Polling:LeaseDuration"] = "00:10:00";
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        company.Poller.Start();
        await listener.WaitUntilAsync(deliveries => deliveries.Count >= 50, Patience);

        var stopped = await company.Poller.StopAsync(TimeSpan.FromSeconds(45));

        stopped.ExitCode.ShouldBe(0);
        company.Poller.Error.ShouldBeEmpty();

        // The lease lasts ten minutes: only because it was given back can the next process begin at once.
        company.Poller.Start();
        await listener.WaitForAsync("CallRecorded", 500, Patience);
        await listener.WaitForAsync("CallTranscribed", 500, Patience);
        listener.Deliveries.Count.ShouldBe(1_000, "a clean stop leaves nothing that must be told again");
        Judge.EachOnce(listener.Deliveries, await company.TruthAsync(), "CallRecorded", "CallTranscribed");
    }
}
