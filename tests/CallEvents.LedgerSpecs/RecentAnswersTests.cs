using CallEvents.Poller.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class RecentAnswersTests(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task An_older_answer_that_is_committed_after_a_newer_one_tells_no_edit()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(Listed("won", -10));
        await work.CommitAsync(Listed("won", -2));
        await work.CommitAsync(Listed("lost", -5));
        (await FactsAsync(ledger)).ShouldBe([CallEventType.CallRecorded]);

        await work.CommitAsync(Listed("lost", -1));
        (await FactsAsync(ledger)).ShouldBe([CallEventType.CallRecorded, CallEventType.CallUpdated]);
    }

    [Fact]
    public async Task An_answer_that_was_on_its_way_for_minutes_tells_no_edit()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(Listed("won", -600));
        await work.CommitAsync(Listed("lost", -120));
        (await FactsAsync(ledger)).ShouldBe([CallEventType.CallRecorded]);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_was_corrected_hides_no_edit()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(Listed("won", 3600));
        await work.CommitAsync(Listed("lost", 0));
        (await FactsAsync(ledger)).ShouldBe([CallEventType.CallRecorded, CallEventType.CallUpdated]);
    }

    [Fact]
    public async Task A_page_that_shows_what_is_known_writes_nothing()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(Listed("won", -10));
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var before = await context.Calls.AsNoTracking().SingleAsync();

        await work.CommitAsync(Listed("won", -2));

        (await context.Calls.AsNoTracking().SingleAsync()).ShouldBe(before);
    }

    private static CallObservation.FromList Listed(string outcome, int seconds) => new CallObservation.FromList(
        new CallSnapshot("call_1") { CreatedAt = TestLedger.Now - TimeSpan.FromHours(1), Outcome = outcome }, TestLedger.Now + TimeSpan.FromSeconds(seconds));

    private static async Task<List<CallEventType>> FactsAsync(TestLedger ledger)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        return await context.Outbox.OrderBy(fact => fact.Revision).Select(fact => fact.Type).ToListAsync();
    }
}
