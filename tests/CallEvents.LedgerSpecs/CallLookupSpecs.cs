using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Status;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.LedgerSpecs;

/// <summary>What the ledger knows of one call, by its id.</summary>
public abstract class CallLookupSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task A_call_is_found_with_its_events_and_who_published_them()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"));
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await session.CommitAsync(new SettledEvents(await context.Outbox.AsNoTracking().ToListAsync(), []));
        await session.CommitAsync(TestLedger.FromList("call_1", outcome: "lost"));

        var found = (await Lookup(ledger).FindAsync("call_1", LedgerRead.PageDeadline, default)).Found.ShouldHaveSingleItem();

        (found.Workspace, found.Transcript, found.Checks, found.IsRedacted).ShouldBe(("main", "pending", 0, false));
        found.NextCheckAt.ShouldNotBeNull();
        found.Sentence.ShouldStartWith("1 event waiting to be published, 1 published; transcript pending, next check");
        found
            .Events.Select(row => (row.Type, row.State, row.Origin, row.SettledBy))
            .ShouldBe([("CallRecorded", "published", "live", session.Lease.Holder), ("CallUpdated", "pending", "live", null)]);
        found.Events[1].Revision.ShouldBe(found.Revision!.Value);
        found.Events[0].MessageId.ShouldBe(MessageIds.Message("main", "call_1", CallEventType.CallRecorded, found.Events[0].Revision));
    }

    [Fact]
    public async Task The_longest_id_is_found()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var id = new string('x', CallSnapshot.MaxIdLength);
        await session.CommitAsync(TestLedger.FromList(id));

        (await Lookup(ledger).FindAsync(id, LedgerRead.PageDeadline, default)).Found.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("call_2")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("")]
    public async Task An_unknown_call_is_found_nowhere(string id)
    {
        await using var ledger = await OpenAsync();
        await ledger.AddWorkspaceAsync();

        var report = await Lookup(ledger).FindAsync(id, LedgerRead.PageDeadline, default);

        (report.Found.Count, report.Problem).ShouldBe((0, null));
    }

    private static CallLookup Lookup(TestLedger ledger) => new(ledger.Contexts, new FakeTimeProvider(TestLedger.Now));
}
