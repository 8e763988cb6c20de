using System.Collections;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

/// <summary>A change that no commit can write, for a reason that is not the database.</summary>
public abstract class UnwritableChangeSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task A_detail_that_cannot_be_written_is_parked_and_fails_no_other()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("good"), TestLedger.FromList("poison"), TestLedger.FromList("better"));

        await Task.WhenAll(
            session.CommitAsync(new ItemChanges("good") { Observation = TestLedger.FromDetail("good") }),
            session.CommitAsync(new ItemChanges("poison") { Observation = Poison("poison") }),
            session.CommitAsync(new ItemChanges("better") { Observation = TestLedger.FromDetail("better") })
        );

        await ShouldBeParkedAsync(ledger);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync(call => call.CallId == "poison")).NextCheckAt.ShouldBe(TestLedger.Now.AddHours(1));
    }

    [Fact]
    public async Task A_call_of_a_page_that_cannot_be_written_is_parked_and_the_page_counts()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("poison"));
        var watermark = TestLedger.Now.AddMinutes(-1);

        await session.CommitAsync(
            TestLedger.Page(TestLedger.FromList("good"), Poison("poison"), TestLedger.FromList("better")) with
            {
                Watermark = watermark,
            }
        );

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Parked.SingleAsync()).Key.ShouldBe("poison");
        (await context.Calls.CountAsync()).ShouldBe(3);
        (await context.Workspaces.SingleAsync()).Watermark.ShouldBe(watermark);
    }

    private static async Task ShouldBeParkedAsync(TestLedger ledger)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var parked = await context.Parked.SingleAsync();
        (parked.Key, parked.Error).ShouldBe(("poison", "cannot be written: InvalidOperationException"));
        (await context.Outbox.Where(row => row.Type == CallEventType.CallTranscribed).Select(row => row.CallId).ToListAsync()).ShouldBe(
            ["good", "better"],
            ignoreOrder: true
        );
    }

    private static CallObservation.FromDetail Poison(string id) =>
        new CallObservation.FromDetail(new CallSnapshot(id), new UnreadableTranscript(), TestLedger.Now);

    /// <summary>Stands for a transcript that cannot be serialized.</summary>
    private sealed class UnreadableTranscript : IReadOnlyList<Segment>
    {
        public int Count => 1;

        public Segment this[int index] => throw new InvalidOperationException("poison");

        public IEnumerator<Segment> GetEnumerator() => throw new InvalidOperationException("poison");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
