using CallEvents.ServiceDefaults.Database;

namespace CallEvents.CrmUpdater.State;

/// <summary>
/// The right to write one call to the CRM. Renewed until disposed; it ends by this process's monotonic clock a little before another
/// handler could acquire it.
/// </summary>
internal sealed class CallClaim : IAsyncDisposable
{
    private static readonly TimeSpan UsableDuration = CallClaims.Duration * 0.9;
    private static readonly TimeSpan RenewalInterval = CallClaims.Duration * 0.3;

    private readonly CallClaims claims;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost;
    private readonly CancellationTokenSource disposing = new();
    private readonly Task renewing;
    private long renewedAt;
    private bool isReleased;

    public CallClaim(WrittenCall written, CallClaims claims, long acquiredAt, TimeProvider time)
    {
        Written = written;
        this.claims = claims;
        this.time = time;
        renewedAt = acquiredAt;
        lost = new CancellationTokenSource(UsableDuration, time);
        renewing = RenewAsync();
    }

    /// <summary>What had been written of the call when it was claimed.</summary>
    public WrittenCall Written { get; }

    /// <summary>Cancelled when the claim has expired, or was taken over.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>
    /// Whether it has expired, by the clock itself: timers of a process that was paused fire late, and its next action comes first.
    /// </summary>
    public bool IsLost => lost.IsCancellationRequested || time.GetElapsedTime(Interlocked.Read(ref renewedAt)) >= UsableDuration;

    /// <summary>Stores what was written and releases the claim, in one statement.</summary>
    public async Task CompleteAsync(long? fieldsRevision, long? transcriptRevision, CancellationToken cancellationToken)
    {
        await StopRenewingAsync();
        await claims.ReleaseAsync(Written, fieldsRevision, transcriptRevision, cancellationToken);
        isReleased = true;
    }

    /// <summary>Releases the claim, unless it is complete.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopRenewingAsync();
        if (!isReleased && !IsLost)
            await TryReleaseAsync();
        disposing.Dispose();
        lost.Dispose();
    }

    private async Task TryReleaseAsync()
    {
        try
        {
            await claims.ReleaseAsync(Written, null, null, lost.Token);
        }
        catch (Exception exception) when (lost.IsCancellationRequested || TransientDatabaseError.Describe(exception) is not null)
        {
            // It expires.
        }
    }

    private async Task StopRenewingAsync()
    {
        await disposing.CancelAsync();
        await renewing;
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(RenewalInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(disposing.Token) && await TryRenewAsync()) { }
        }
        catch (OperationCanceledException) when (disposing.IsCancellationRequested)
        {
            // Done.
        }
    }

    /// <returns>Whether it may still be held.</returns>
    private async Task<bool> TryRenewAsync()
    {
        var sentAt = time.GetTimestamp();
        try
        {
            if (IsLost || !await claims.RenewAsync(Written, disposing.Token))
            {
                await lost.CancelAsync();
                return false;
            }

            Interlocked.Exchange(ref renewedAt, sentAt);
            var left = UsableDuration - time.GetElapsedTime(sentAt);
            lost.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
        catch (Exception exception) when (TransientDatabaseError.Describe(exception) is not null)
        {
            // Tried again until it expires.
        }

        return true;
    }
}
