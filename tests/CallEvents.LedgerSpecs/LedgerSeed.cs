using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

/// <summary>Fills a ledger with calls of ten weeks, of which a few still have pending work.</summary>
internal static class LedgerSeed
{
    public const int CallCount = 20_000;

    // The same SQL on both databases: one call every five minutes. Calls of the last seven days are complete; of the older ones, 200 can
    // be redacted. {0} is the current time, {1} the number of calls.
    private const string InsertCalls = """
        INSERT INTO calls (
            workspace, call_id, created_at, outcome, revision, discovered_at, answered_at, lane, transcript, checks, next_check_at, waited,
            transcript_segments, transcript_length, fingerprint)
        WITH RECURSIVE n(i) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {1} - 1)
        SELECT
            'main', 'call_' || i, {0} - ({1} - i) * 300000000, 'won', 1, {0} - ({1} - i) * 300000000, {0} - ({1} - i) * 300000000, i % 3,
            CASE WHEN i >= {1} - 1000 AND i % 5 = 0 THEN 0 ELSE 1 END,
            0,
            CASE WHEN i >= {1} - 1000 AND i % 5 = 0 THEN {0} + (i - {1} + 500) * 1000000 END,
            0, 0, 0,
            CASE WHEN i < {1} - 2200 THEN 'redacted' END
        FROM n
        """;

    // One event for each call. All are published except the last 300.
    private const string InsertEvents = """
        INSERT INTO outbox (workspace, call_id, revision, type, message_id, lane, origin, observed_at, size, published_at)
        SELECT
            workspace, call_id, 1, CASE WHEN lane = 0 THEN 'CallTranscribed' ELSE 'CallRecorded' END,
            '00000000-0000-0000-0000-000000000000', lane, 'live', discovered_at, 100,
            CASE WHEN created_at < {0} - 90000000000 THEN discovered_at END
        FROM calls
        ORDER BY created_at
        """;

    /// <param name="ledger">An empty ledger.</param>
    /// <param name="analyze">Collects PostgreSQL's table statistics, as its autovacuum does within minutes. No effect on SQLite.</param>
    /// <param name="calls">The number of calls, at least 3,000.</param>
    public static async Task SeedAsync(this TestLedger ledger, bool analyze = true, long calls = CallCount)
    {
        var now = TableConventions.Stored(TestLedger.Now);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await context.Database.ExecuteSqlRawAsync(InsertCalls, now, calls);
        await context.Database.ExecuteSqlRawAsync(InsertEvents, now);

        if (analyze && context.Database.IsNpgsql())
            await context.Database.ExecuteSqlRawAsync("ANALYZE");
    }
}
