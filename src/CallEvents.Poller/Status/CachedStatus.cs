using CallEvents.Poller.Status.Reports;

namespace CallEvents.Poller.Status;

/// <summary>Reads the report at most once a second, however many browsers ask for it.</summary>
internal sealed class CachedStatus(StatusReader reader, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim reading = new(1);
    private (StatusReport Report, long At)? last;

    public async Task<StatusReport> ReadAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (last is { } known && time.GetElapsedTime(known.At) < Lifetime)
                return known.Report;
            var report = await reader.ReadAsync(LedgerRead.PageDeadline, cancellationToken);
            last = (report, time.GetTimestamp());
            return report;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();
}
