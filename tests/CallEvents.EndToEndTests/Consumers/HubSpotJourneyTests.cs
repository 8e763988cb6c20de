using System.Net;
using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using CallEvents.TestSupport.HubSpot;

namespace CallEvents.EndToEndTests.Consumers;

/// <summary>The steps of "Connect HubSpot", and what goes wrong afterwards, with the service as a process and a real broker.</summary>
public sealed class HubSpotJourneyTests(RabbitMqServer rabbit)
{
    private const string Queue = InProcessCrmUpdater.Queue;
    private const string Text = "words that no log may have";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomer_checks_previews_tries_a_dry_run_and_then_switches_it_on()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var updater = CreateUpdater(broker, hubspot);
        updater.Settings["Crm:DryRun"] = "true";
        await using var check = Command(updater, "check", "--json");
        check.Start();
        var (exitCode, report) = await check.ReadReportAsync();
        exitCode.ShouldBe(0, report.ToString());

        var file = Path.Combine(updater.Folder, "call.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(Transcribed(0), JsonSerializerOptions.Web), TestEnded);
        await using var preview = Command(updater, "preview", "--message", file, "--json");
        preview.Start();
        var (previewed, requests) = await preview.ReadReportAsync();
        previewed.ShouldBe(0, requests.ToString());
        requests
            .GetProperty("requests")
            .EnumerateArray()
            .Select(request => request.GetProperty("operation").GetString())
            .ShouldContain("upsert calls");

        await updater.StartAndWaitUntilReadyAsync();
        await TestPublisher.PublishAsync(broker, Calls(5));
        await Eventually.Be(() => CountLogged(updater) == 5);
        await updater.StopAsync();
        hubspot.CallRecords.ShouldBeEmpty();

        updater.Settings["Crm:DryRun"] = "false";
        await updater.StartAndWaitUntilReadyAsync();
        await TestPublisher.PublishAsync(broker, Calls(5));
        await Eventually.Be(() => hubspot.Calls.Count == 5);
        hubspot.Calls.Values.ShouldAllBe(call => call["revont_transcript"] == "ready");
        ShowsNothingPersonal(updater, hubspot);
    }

    [Fact]
    public async Task What_was_written_to_the_log_is_written_to_HubSpot_after_a_replay()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var updater = CreateUpdater(broker, hubspot);
        updater.Settings["Crm:Adapter"] = "none";
        await updater.StartAndWaitUntilReadyAsync();
        await TestPublisher.PublishAsync(broker, Calls(20));
        await Eventually.Be(() => CountLogged(updater) == 20);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 0);
        await updater.StopAsync();

        updater.Settings["Crm:Adapter"] = "hubspot";
        await updater.StartAndWaitUntilReadyAsync();
        await Eventually.Be(() => updater.Output.Contains("lacks 20 calls that were written to another target", StringComparison.Ordinal));
        await using var second = CreateUpdater(broker, hubspot);
        second.Settings["Crm:Instance"] = "log";
        second.Settings["Crm:Adapter"] = "none";
        await second.StartAndWaitUntilReadyAsync();
        await TestPublisher.PublishAsync(broker, Calls(20));

        await Eventually.Be(() => hubspot.Calls.Count == 20);
        await Eventually.Be(async () => (await broker.QueueAsync($"{Queue}-log"))!.Messages == 0);
        await Eventually.Be(() => CountLogged(second) > 0);
    }

    [Fact]
    public async Task An_outage_under_load_loses_nothing_and_leaves_the_service_ready()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var updater = CreateUpdater(broker, hubspot);
        await updater.StartAndWaitUntilReadyAsync();
        using (hubspot.Fail(FaultKind.Unavailable))
        {
            await TestPublisher.PublishAsync(broker, Calls(300));
            await Eventually.Be(() => updater.Output.Contains("crm unavailable", StringComparison.Ordinal));
            (await updater.StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);
            hubspot.Requests.Count.ShouldBeLessThan(60, "while it is away the probe is tried, not each message");
        }

        await Eventually.Be(() => hubspot.Calls.Count == 300);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 0);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();
        hubspot.BackwardWrites.ShouldBeEmpty();
        ShowsNothingPersonal(updater, hubspot);
    }

    [Fact]
    public async Task Poison_ends_in_the_error_queue_and_a_redrive_writes_it_after_the_cause_is_gone()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var updater = CreateUpdater(broker, hubspot);
        await updater.StartAndWaitUntilReadyAsync();
        var poison = hubspot.Fail(FaultKind.ServerError, request => request.Operation == "calls/upsert" && request.Keys.Contains("call 7"));
        await TestPublisher.PublishAsync(broker, Calls(500));

        await Eventually.Be(() => hubspot.Calls.Count == 499);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue + "_error"))?.Messages == 1);
        poison.Release();
        await using var redrive = Command(updater, "redrive", "--json");
        redrive.Start();
        (await redrive.ReadReportAsync()).ExitCode.ShouldBe(0);

        await Eventually.Be(() => hubspot.Calls.Count == 500);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue + "_error"))!.Messages == 0);
        ShowsNothingPersonal(updater, hubspot);
    }

    [Fact]
    public async Task A_revoked_token_stops_it_and_it_recovers_without_a_restart()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var updater = CreateUpdater(broker, hubspot);
        await updater.StartAndWaitUntilReadyAsync();
        hubspot.RevokeScope("crm.objects.contacts.write");
        await TestPublisher.PublishAsync(broker, Calls(50));

        await Eventually.Be(async () => await updater.StatusAsync("/health/ready") == HttpStatusCode.ServiceUnavailable);
        await Eventually.Be(() => updater.Output.Contains("crm.objects.contacts.write", StringComparison.Ordinal));
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();
        hubspot.GrantScope("crm.objects.contacts.write");

        await Eventually.Be(() => hubspot.Calls.Count == 50);
        await updater.WaitUntilReadyAsync();
    }

    private static int CountLogged(ServiceProcess updater) =>
        updater.Output.Split('\n').Count(line => line.Contains("Would write call", StringComparison.Ordinal));

    private static void ShowsNothingPersonal(ServiceProcess updater, HubSpotStub hubspot)
    {
        foreach (var secret in (string[])["customer.example", Text, hubspot.Token])
            (updater.Output + updater.Error).ShouldNotContain(secret);
    }

    private static ServiceProcess CreateUpdater(VirtualHost broker, HubSpotStub hubspot) =>
        new(
            "CallEvents.CrmUpdater",
            [
                new("ConnectionStrings:RabbitMq", broker.Uri.ToString()),
                new("Crm:Adapter", "hubspot"),
                new("Crm:HubSpot:BaseUrl", hubspot.Url),
                new("Crm:HubSpot:AccessToken", hubspot.Token),
                new("Crm:RequestsPerSecond", "1000"),
                new("Logging:LogLevel:CallEvents", "Trace"),
            ]
        );

    private static ServiceProcess Command(ServiceProcess updater, params string[] arguments) =>
        new(updater.Project, updater.Settings, arguments);

    private static IEnumerable<object> Calls(int count) => Enumerable.Range(0, count).Select(Transcribed);

    private static CallTranscribed Transcribed(int number) =>
        new()
        {
            Workspace = "main",
            Revision = 1,
            ObservedAt = Now,
            Origin = Origins.Live,
            Call = new Call
            {
                Id = $"call {number}",
                CreatedAt = Now,
                ProspectEmail = $"prospect.{number}@customer.example",
            },
            Transcript = [new Segment { Text = Text }],
        };
}
