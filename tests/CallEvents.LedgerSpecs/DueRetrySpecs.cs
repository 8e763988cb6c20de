using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.LedgerSpecs;

/// <summary>Retries of gaps and parked items: due on time, by a clock that may have been corrected since.</summary>
public abstract class DueRetrySpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Theory]
    [InlineData(-60, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(60, false)]
    [InlineData(24 * 60, false)]
    [InlineData((24 * 60) + 10, true)]
    [InlineData(30 * 24 * 60, true)]
    public async Task Retries_are_due_on_time_or_when_scheduled_by_a_fast_clock(int minutes, bool isDue)
    {
        await using var ledger = await OpenAsync();
        await AddAsync(ledger, "main", TestLedger.Now.AddMinutes(minutes));

        (await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default)).Count.ShouldBe(isDue ? 1 : 0);
        (await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default)).Count.ShouldBe(isDue ? 1 : 0);
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(70, true)]
    public async Task A_first_retry_is_due_when_scheduled_by_a_fast_clock(int minutes, bool isDue)
    {
        await using var ledger = await OpenAsync();
        await AddAsync(ledger, "main", TestLedger.Now.AddMinutes(minutes), since: TestLedger.Now.AddMinutes(10));

        (await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default)).Count.ShouldBe(isDue ? 1 : 0);
        (await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default)).Count.ShouldBe(isDue ? 1 : 0);
    }

    [Fact]
    public async Task A_clock_correction_of_seconds_brings_no_retry_forward()
    {
        await using var ledger = await OpenAsync();
        await AddAsync(ledger, "main", TestLedger.Now.AddDays(1).AddSeconds(40));

        (await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default)).ShouldBeEmpty();
        (await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Gaps_and_parked_items_of_another_workspace_are_not_due()
    {
        await using var ledger = await OpenAsync();
        await AddAsync(ledger, "other", TestLedger.Now.AddMinutes(-1));
        await AddAsync(ledger, "another", TestLedger.Now.AddDays(3));

        (await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default)).ShouldBeEmpty();
        (await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_lane_with_due_transcript_checks_gets_a_tenth_of_them()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync([.. Enumerable.Range(0, 100).Select(number => TestLedger.FromList($"live_{number:d2}"))]);
        var past = TestLedger.Now - TimeSpan.FromDays(2);
        var history = Enumerable.Range(0, 100).Select(number => TestLedger.FromList($"past_{number:d2}", createdAt: past)).ToArray();
        await session.CommitAsync(TestLedger.Page(history) with { Lane = Lane.Backfill });

        var due = await ledger.Reader.DueChecksAsync("main", TestLedger.Now, 40, default);

        due.Count.ShouldBe(40);
        due.Count(check => check.Lane == Lane.Backfill).ShouldBe(4);
        (await ledger.Reader.DueChecksAsync("main", TestLedger.Now, 2, default))
            .Select(check => check.Lane)
            .ShouldBe([Lane.Live, Lane.Backfill]);
        (await ledger.Reader.DueChecksAsync("main", TestLedger.Now, 1, default)).ShouldHaveSingleItem().Lane.ShouldBe(Lane.Live);
    }

    private static async Task AddAsync(TestLedger ledger, string workspace, DateTimeOffset nextRetryAt, DateTimeOffset? since = null)
    {
        var (from, unreadableSince) = (TestLedger.Now.AddDays(-1), since ?? TestLedger.Now.AddHours(-30));
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        context.Gaps.Add(
            new GapRow
            {
                Workspace = workspace,
                From = from,
                To = from.AddSeconds(1),
                OpenedAt = unreadableSince,
                NextRetryAt = nextRetryAt,
                Error = "HTTP 500",
            }
        );
        context.Parked.Add(
            new ParkedRow
            {
                Workspace = workspace,
                Key = "call_1",
                IsCall = true,
                From = unreadableSince,
                To = unreadableSince,
                ParkedAt = unreadableSince,
                NextRetryAt = nextRetryAt,
                Error = "no",
            }
        );
        await context.SaveChangesAsync();
    }
}
