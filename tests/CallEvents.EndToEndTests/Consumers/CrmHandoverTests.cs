using CallEvents.Contracts;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Consumers;

/// <summary>
/// A broker activates the next consumer while the previous one, which stops, still handles what it has: for a time, two replicas work.
/// </summary>
public sealed class CrmHandoverTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private const int Calls = 50;
    private const int Distance = 9;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_handover_writes_no_record_backwards_and_fails_no_message()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        var state = await postgres.CreateDatabaseAsync();
        var crm = new SlowCrm();
        await using var first = new InProcessCrmUpdater { State = state, Crm = crm };
        await using var second = new InProcessCrmUpdater { State = state, Crm = crm };
        await first.StartAsync(broker);
        await InProcessCrmUpdater.WaitUntilBoundAsync(broker);
        await second.StartAsync(broker);
        await Eventually.Be(async () => (await broker.QueueAsync(InProcessCrmUpdater.Queue))?.Consumers == 2);
        await TestPublisher.PublishAsync(broker, Messages());

        await Eventually.Be(() => crm.Writes >= 5);
        await first.StopAsync();
        crm.Writes.ShouldBeLessThan(2 * Calls, "the first updater was stopped before all was written");

        await Eventually.Be(
            () =>
                PostgreSqlServer.QueryAsync(
                    state,
                    "SELECT COUNT(*) FROM crm_records WHERE fields_revision = 2",
                    row => (int)row.GetInt64(0)
                ),
            rows => rows.Single() == Calls
        );
        await Eventually.Be(async () => (await broker.QueueAsync(InProcessCrmUpdater.Queue))!.Messages == 0);
        crm.Records.Count.ShouldBe(Calls);
        crm.Records.Where(record => record.Value.Outcome != Outcomes.Lost).Select(record => record.Key).ShouldBeEmpty();
        ((await broker.QueueAsync(InProcessCrmUpdater.Queue + "_error"))?.Messages ?? 0).ShouldBe(0);
    }

    /// <summary>Each update follows its call at a distance that is beyond what one replica prefetches.</summary>
    private static IEnumerable<object> Messages() =>
        Enumerable
            .Range(0, Calls + Distance)
            .SelectMany(place => new object?[] { Recorded(place), place >= Distance ? Updated(place - Distance) : null })
            .OfType<object>();

    private static CallRecorded? Recorded(int number) =>
        number >= Calls
            ? null
            : new CallRecorded
            {
                Workspace = "main",
                Revision = 1,
                ObservedAt = Now,
                Origin = Origins.Live,
                Call = CallOf(number),
            };

    private static CallUpdated Updated(int number) =>
        new()
        {
            Workspace = "main",
            Revision = 2,
            ObservedAt = Now,
            Origin = Origins.Live,
            Call = CallOf(number) with { Outcome = Outcomes.Lost },
            Previous = CallOf(number),
            ChangedFields = ["outcome"],
        };

    private static Call CallOf(int number) => new() { Id = $"call {number}", CreatedAt = Now };
}
