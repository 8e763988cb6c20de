using CallEvents.Contracts;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using CallEvents.TestSupport.HubSpot;

namespace CallEvents.EndToEndTests.Consumers;

/// <summary>Two updaters with one state: one is killed or paused between its state and the CRM, and the other takes over.</summary>
public sealed class HubSpotHandoverTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private const string Queue = InProcessCrmUpdater.Queue;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task An_updater_killed_between_the_write_and_its_state_makes_no_second_record()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var hubspot = await HubSpotStub.StartAsync();
        var state = await postgres.CreateDatabaseAsync();
        await using var first = CreateUpdater(broker, hubspot, state);
        await using var second = CreateUpdater(broker, hubspot, state);
        await first.StartAndWaitUntilReadyAsync();
        await second.StartAndWaitUntilReadyAsync();
        var killed = new TaskCompletionSource();
        hubspot.Hooks.Answering = async request =>
        {
            if (request.Operation != "calls/upsert" || !killed.TrySetResult())
                return;
            await first.KillAsync();
        };

        await TestPublisher.PublishAsync(broker, Enumerable.Range(0, 40).Select(number => Recorded(number, revision: 1)));

        await killed.Task;
        await AllWrittenAsync(broker, hubspot, calls: 40, revision: "1");
    }

    [Fact]
    public async Task An_updater_paused_before_its_write_writes_nothing_old_when_it_wakes()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var hubspot = await HubSpotStub.StartAsync();
        var state = await postgres.CreateDatabaseAsync();
        await using var first = CreateUpdater(broker, hubspot, state);
        await using var second = CreateUpdater(broker, hubspot, state);
        await first.StartAndWaitUntilReadyAsync();
        await second.StartAndWaitUntilReadyAsync();
        var paused = new TaskCompletionSource();
        hubspot.Hooks.Answering = request =>
        {
            // The contacts are read after the state, and before the calls are written.
            if (request.Operation == "contacts/read" && paused.TrySetResult())
                first.Pause();
            return Task.CompletedTask;
        };

        await TestPublisher.PublishAsync(broker, [Recorded(0, revision: 1)]);
        await paused.Task;
        await TestPublisher.PublishAsync(broker, [Updated(0, revision: 2)]);
        await broker.CloseConnectionsAsync();
        await AllWrittenAsync(broker, hubspot, calls: 1, revision: "2");
        first.Resume();
        await second.StopAsync();

        // What the first one writes next shows that it has gone on.
        await TestPublisher.PublishAsync(broker, [Recorded(1, revision: 1)]);
        await Eventually.Be(() => hubspot.Calls.Count == 2);
        hubspot.Calls["call 0"]["revont_fields_revision"].ShouldBe("2");
        hubspot.BackwardWrites.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_state_deleted_in_between_writes_nothing_backwards()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var hubspot = await HubSpotStub.StartAsync();
        await using (var updater = CreateUpdater(broker, hubspot, await postgres.CreateDatabaseAsync()))
        {
            await updater.StartAndWaitUntilReadyAsync();
            await TestPublisher.PublishAsync(broker, Enumerable.Range(0, 40).Select(number => Updated(number, revision: 5)));
            await AllWrittenAsync(broker, hubspot, calls: 40, revision: "5");
            await updater.StopAsync();
        }

        await TestPublisher.PublishAsync(
            broker,
            Enumerable
                .Range(0, 40)
                .Select(object (number) => number % 2 == 0 ? Recorded(number, revision: 4) : Updated(number, revision: 6))
        );
        await using var without = CreateUpdater(broker, hubspot, await postgres.CreateDatabaseAsync());
        await without.StartAndWaitUntilReadyAsync();

        await Eventually.Be(() => hubspot.Calls.Values.Count(call => call["revont_fields_revision"] == "6") == 20);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 0);
        hubspot.Calls.Count.ShouldBe(40);
        hubspot.BackwardWrites.ShouldBeEmpty();
        hubspot.Calls.Values.Count(call => call["revont_fields_revision"] == "6").ShouldBe(20);
    }

    private static async Task AllWrittenAsync(VirtualHost broker, HubSpotStub hubspot, int calls, string revision)
    {
        await Eventually.Be(() => hubspot.Calls.Values.Count(call => call["revont_fields_revision"] == revision) == calls);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 0);
        hubspot.CallRecords.Count.ShouldBe(calls);
        hubspot.BackwardWrites.ShouldBeEmpty();
        ((await broker.QueueAsync(Queue + "_error"))?.Messages ?? 0).ShouldBe(0);
    }

    private static ServiceProcess CreateUpdater(VirtualHost broker, HubSpotStub hubspot, string state) =>
        new(
            "CallEvents.CrmUpdater",
            [
                new("ConnectionStrings:RabbitMq", broker.Uri.ToString()),
                new("ConnectionStrings:State", state),
                new("Crm:Adapter", "hubspot"),
                new("Crm:HubSpot:BaseUrl", hubspot.Url),
                new("Crm:HubSpot:AccessToken", hubspot.Token),
                new("Crm:RequestsPerSecond", "1000"),
            ]
        );

    private static CallRecorded Recorded(int number, long revision) =>
        new()
        {
            Workspace = "main",
            Revision = revision,
            ObservedAt = Now,
            Origin = Origins.Live,
            Call = CallOf(number),
        };

    private static CallUpdated Updated(int number, long revision) =>
        new()
        {
            Workspace = "main",
            Revision = revision,
            ObservedAt = Now,
            Origin = Origins.Live,
            Call = CallOf(number) with { Outcome = Outcomes.Lost },
            Previous = CallOf(number),
            ChangedFields = ["outcome"],
        };

    /// <summary>Older than the start of an updater, so that a state without it may have been lost.</summary>
    private static Call CallOf(int number) =>
        new()
        {
            Id = $"call {number}",
            CreatedAt = Now.AddDays(-1),
            ProspectEmail = $"prospect.{number}@customer.example",
        };
}
