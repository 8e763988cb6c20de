using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class BulkWriterSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private static readonly CallState Full = new()
    {
        Workspace = "main",
        CallId = "call_1",
        CreatedAt = TestLedger.Now.AddMinutes(-1),
        DurationSeconds = 1.5,
        RepId = "user_1",
        ProspectEmail = "jane@example.com",
        CoachingScore = 2.5,
        Outcome = "won",
        Revision = 3,
        DiscoveredAt = TestLedger.Now.AddMinutes(-4),
        AnsweredAt = TestLedger.Now.AddMinutes(-5),
        Lane = Lane.Backfill,
        Transcript = TranscriptState.Transcribed,
        Checks = 6,
        CheckedAt = TestLedger.Now.AddMinutes(-7),
        NextCheckAt = TestLedger.Now.AddMinutes(8),
        Waited = TimeSpan.FromMinutes(9),
        TranscriptSegments = 10,
        TranscriptLength = 11,
        Fingerprint = "12",
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        LastReplay = 13,
        ForgottenAt = TestLedger.Now.AddMinutes(-14),
    };

    private static readonly CallState Bare = new()
    {
        Workspace = "main",
        CallId = "call_1",
        CreatedAt = TestLedger.Now.AddMinutes(-21),
        Revision = 23,
        DiscoveredAt = TestLedger.Now.AddMinutes(-24),
        AnsweredAt = TestLedger.Now.AddMinutes(-25),
        Lane = Lane.Reread,
        Transcript = TranscriptState.GivenUp,
    };

    [Fact]
    public void The_two_test_rows_differ_in_every_member_except_the_key() =>
        typeof(CallState)
            .GetProperties()
            .Where(member => member.Name is not "EqualityContract" && Equals(member.GetValue(Full), member.GetValue(Bare)))
            .Select(member => member.Name)
            .ShouldBe(["Workspace", "CallId"], ignoreOrder: true);

    [Fact]
    public async Task An_existing_row_is_replaced_in_every_column()
    {
        await using var ledger = await OpenAsync();

        await WriteAsync(ledger, Bare);
        await WriteAsync(ledger, Full);
        (await ReadAsync(ledger)).ShouldBe([Full]);

        await WriteAsync(ledger, Bare);
        (await ReadAsync(ledger)).ShouldBe([Bare]);
    }

    [Fact]
    public async Task Rows_written_together_keep_their_own_nulls()
    {
        await using var ledger = await OpenAsync();
        CallState[] rows = [Full, Bare with { CallId = "call_2" }, Full with { CallId = "call_3", RepId = null }];

        await WriteAsync(ledger, rows);

        (await ReadAsync(ledger)).ShouldBe(rows);
    }

    [Fact]
    public async Task The_same_call_id_in_another_workspace_is_another_row()
    {
        await using var ledger = await OpenAsync();

        await WriteAsync(ledger, Full);
        await WriteAsync(ledger, Bare with { Workspace = "other" });

        (await ReadAsync(ledger)).ShouldBe([Full, Bare with { Workspace = "other" }]);
    }

    private static async Task WriteAsync(TestLedger ledger, params CallState[] rows)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await BulkWriter<CallState>.For(context).WriteAsync(context, rows);
        await transaction.CommitAsync();
    }

    private static async Task<List<CallState>> ReadAsync(TestLedger ledger)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        return await context.Calls.AsNoTracking().OrderBy(row => row.Workspace).ThenBy(row => row.CallId).ToListAsync();
    }
}
