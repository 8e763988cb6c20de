using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

/// <summary>Twenty thousand calls in ten weeks, or as many as wanted, of which a few still wait for something.</summary>
internal static class FullLedger
{
    public const int Calls = 20_000;

    // The same words on both databases. A call every five minutes; the last seven days are whole, and of the older ones 200 can be thinned.
    // {0} is now, {1} the number of calls.
    private const string FillCalls = """
        INSERT INTO calls (workspace, call_id, created_at, outcome, revision, discovered_at, answered_at, lane, transcript, checks, next_check_at, waited,
            transcript_segments, transcript_length, fingerprint)
        WITH RECURSIVE n(i) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {1} - 1)
        SELECT 'main', 'call_' || i, {0} - ({1} - i) * 300000000, 'won', 1, {0} - ({1} - i) * 300000000, {0} - ({1} - i) * 300000000, i % 3,
            CASE WHEN i >= {1} - 1000 AND i % 5 = 0 THEN 0 ELSE 1 END, 0, CASE WHEN i >= {1} - 1000 AND i % 5 = 0 THEN {0} + (i - {1} + 500) * 1000000 END, 0,
            0, 0, CASE WHEN i < {1} - 2200 THEN 'thinned' END
        FROM n
        """;

    // Each call was recorded, and each fact told but for the last 300.
    private const string FillFacts = """
        INSERT INTO outbox (workspace, call_id, revision, type, message_id, lane, origin, observed_at, size, published_at)
        SELECT workspace, call_id, 1, CASE WHEN lane = 0 THEN 'CallTranscribed' ELSE 'CallRecorded' END, '00000000-0000-0000-0000-000000000000', lane, 'live', discovered_at, 100,
            CASE WHEN created_at < {0} - 90000000000 THEN discovered_at END
        FROM calls
        ORDER BY created_at
        """;

    /// <param name="ledger">An empty one.</param>
    /// <param name="counted">Whether the server knows how many there are of what, as PostgreSQL sees to by itself within minutes. SQLite is never told.</param>
    /// <param name="calls">How many, at least 3,000.</param>
    public static async Task FillAsync(this TestLedger ledger, bool counted = true, long calls = Calls)
    {
        var now = (TestLedger.Now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await context.Database.ExecuteSqlRawAsync(FillCalls, now, calls);
        await context.Database.ExecuteSqlRawAsync(FillFacts, now);

        if (counted && context.Database.IsNpgsql())
            await context.Database.ExecuteSqlRawAsync("ANALYZE");
    }
}
