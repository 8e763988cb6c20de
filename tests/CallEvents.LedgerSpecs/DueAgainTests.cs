using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.LedgerSpecs;

/// <summary>When a gap or a parked item is tried again: an hour after the last try, by a clock that may have been corrected since.</summary>
public abstract class DueAgainTests(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Theory]
    [InlineData(-60, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(60, false)]
    [InlineData(70, true)]
    [InlineData(30 * 24 * 60, true)]
    public async Task What_was_set_aside_is_tried_when_its_time_has_come_or_was_named_by_a_clock_that_was_ahead(int minutes, bool due)
    {
        await using var ledger = await OpenAsync();
        await AddAsync(ledger, "main", TestLedger.Now.AddMinutes(minutes));

        (await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default)).Count.ShouldBe(due ? 1 : 0);
        (await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default)).Count.ShouldBe(due ? 1 : 0);
    }

    [Fact]
    public async Task A_clock_that_hops_by_seconds_brings_no_try_forward()
    {
        await using var ledger = await OpenAsync();
        await AddAsync(ledger, "main", TestLedger.Now.AddHours(1).AddSeconds(40));

        (await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default)).ShouldBeEmpty();
        (await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_another_workspace_has_set_aside_is_not_ours_to_try()
    {
        await using var ledger = await OpenAsync();
        await AddAsync(ledger, "other", TestLedger.Now.AddMinutes(-1));
        await AddAsync(ledger, "another", TestLedger.Now.AddDays(3));

        (await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default)).ShouldBeEmpty();
        (await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default)).ShouldBeEmpty();
    }

    private static async Task AddAsync(TestLedger ledger, string workspace, DateTimeOffset nextTry)
    {
        var (from, since) = (TestLedger.Now.AddDays(-1), TestLedger.Now.AddHours(-3));
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        context.Gaps.Add(new GapRow { Workspace = workspace, From = from, To = from.AddSeconds(1), OpenedAt = since, NextRetryAt = nextTry, Error = "status 500" });
        context.Parked.Add(new ParkedRow { Workspace = workspace, Key = "call_1", IsCall = true, From = since, To = since, ParkedAt = since, NextRetryAt = nextTry, Error = "no" });
        await context.SaveChangesAsync();
    }
}
