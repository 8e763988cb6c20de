using CallEvents.Poller.Calls;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class RecentObservationsSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task An_older_response_committed_after_a_newer_one_publishes_no_edit()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(Listed("won", -10));
        await session.CommitAsync(Listed("won", -2));
        await session.CommitAsync(Listed("lost", -5));
        (await EventTypesAsync(ledger)).ShouldBe([CallEventType.CallRecorded]);

        await session.CommitAsync(Listed("lost", -1));
        (await EventTypesAsync(ledger)).ShouldBe([CallEventType.CallRecorded, CallEventType.CallUpdated]);
    }

    [Fact]
    public async Task A_response_that_took_minutes_publishes_no_edit()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(Listed("won", -600));
        await session.CommitAsync(Listed("lost", -120));
        (await EventTypesAsync(ledger)).ShouldBe([CallEventType.CallRecorded]);
    }

    [Fact]
    public async Task A_fast_clock_that_was_corrected_hides_no_edit()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(Listed("won", 3600));
        await session.CommitAsync(Listed("lost", 0));
        (await EventTypesAsync(ledger)).ShouldBe([CallEventType.CallRecorded, CallEventType.CallUpdated]);
    }

    [Fact]
    public async Task A_page_of_unchanged_calls_writes_nothing()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(Listed("won", -10));
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var before = await context.Calls.AsNoTracking().SingleAsync();

        await session.CommitAsync(Listed("won", -2));

        (await context.Calls.AsNoTracking().SingleAsync()).ShouldBe(before);
    }

    private static CallObservation.FromList Listed(string outcome, int seconds) =>
        new(
            new CallSnapshot("call_1") { CreatedAt = TestLedger.Now - TimeSpan.FromHours(1), Outcome = outcome },
            TestLedger.Now + TimeSpan.FromSeconds(seconds)
        );

    private static async Task<List<CallEventType>> EventTypesAsync(TestLedger ledger)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        return await context.Outbox.OrderBy(row => row.Revision).Select(row => row.Type).ToListAsync();
    }
}
