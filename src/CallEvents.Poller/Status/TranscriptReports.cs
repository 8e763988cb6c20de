using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status.Reports;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Status;

/// <summary>Reads the pending transcripts of a workspace by age.</summary>
internal static class TranscriptReports
{
    private static readonly TimeSpan[] Bounds =
    [
        TimeSpan.FromMinutes(5),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(6),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(2),
    ];

    public static async Task<TranscriptsReport> ReadAsync(
        LedgerDbContext context,
        string workspace,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var since = Bounds.Select(bound => now - bound).ToArray();

        // In one statement: counted one by one while others are added and end, a bar could be less than nothing.
        var counts = await context
            .Calls.Where(row => row.Workspace == workspace && row.Transcript == TranscriptState.Pending)
            .GroupBy(_ => 1)
            .Select(pending => new
            {
                Total = pending.LongCount(),
                Oldest = pending.Min(row => row.DiscoveredAt),
                First = pending.Sum(row => row.DiscoveredAt >= since[0] ? 1L : 0L),
                Second = pending.Sum(row => row.DiscoveredAt >= since[1] ? 1L : 0L),
                Third = pending.Sum(row => row.DiscoveredAt >= since[2] ? 1L : 0L),
                Fourth = pending.Sum(row => row.DiscoveredAt >= since[3] ? 1L : 0L),
                Fifth = pending.Sum(row => row.DiscoveredAt >= since[4] ? 1L : 0L),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (counts is null)
            return new TranscriptsReport(0, null, Buckets.Of(Bounds, new long[Bounds.Length + 1]));

        long[] younger = [0, counts.First, counts.Second, counts.Third, counts.Fourth, counts.Fifth, counts.Total];
        return new TranscriptsReport(
            counts.Total,
            counts.Oldest,
            Buckets.Of(Bounds, younger.Zip(younger.Skip(1), (less, more) => more - less))
        );
    }
}
