using CallEvents.ServiceDefaults.Database;

namespace CallEvents.CrmUpdater.State;

/// <summary>
/// The claim of a batch on its calls: across all replicas, one batch at a time writes a call. Renewed while the batch is under way; after
/// its holder is gone, it expires by the database's clock.
/// </summary>
/// <remarks>
/// A single active consumer is no mutual exclusion: the broker activates the next replica as soon as one begins to stop, which still
/// handles what it has. A row lock would need a transaction for as long as the CRM takes, and outlive a machine that is gone.
/// </remarks>
internal sealed class BatchClaim : IAsyncDisposable
{
    /// <summary>How long the claim of a killed holder keeps others from writing its calls.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RenewalInterval = Duration * 0.3;

    /// <summary>A holder stops before others may begin: a request that it has sent needs time to arrive.</summary>
    private static readonly TimeSpan UsableDuration = Duration * 0.9;

    private readonly CrmState state;
    private readonly string target;
    private readonly IReadOnlyList<CallKey> calls;
    private readonly TimeProvider time;
    private readonly string batch;
    private readonly CancellationTokenSource disposing = new();
    private readonly CancellationTokenSource lost;
    private readonly Task renewing;
    private long renewedAt;
    private bool isReleased;

    private BatchClaim(CrmState state, string target, string batch, IReadOnlyList<CrmRecord> rows, long claimedAt, TimeProvider time)
    {
        (this.state, this.target, this.batch, this.time) = (state, target, batch, time);
        Rows = rows;
        calls = [.. rows.Select(row => new CallKey(row.Workspace, row.CallId))];
        renewedAt = claimedAt;
        var left = UsableDuration - time.GetElapsedTime(claimedAt);
        lost = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        renewing = calls.Count > 0 ? RenewAsync() : Task.CompletedTask;
    }

    /// <summary>The rows of the claimed calls, as read with the claim. A call that another batch holds is not among them.</summary>
    public IReadOnlyList<CrmRecord> Rows { get; }

    /// <summary>Cancelled when the claim has expired, or was taken over.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>
    /// Whether it has expired, by the clock itself: timers of a process that was paused fire late, and its next action comes first.
    /// </summary>
    public bool IsLost => lost.IsCancellationRequested || time.GetElapsedTime(Interlocked.Read(ref renewedAt)) >= UsableDuration;

    public static async Task<BatchClaim> AcquireAsync(
        CrmState state,
        string target,
        IReadOnlyCollection<CallKey> calls,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
#pragma warning disable RS0030 // Random: two batches must never have the same one, and nothing is repeated under it.
        var (batch, sentAt) = (Guid.NewGuid().ToString("N"), time.GetTimestamp());
#pragma warning restore RS0030
        var rows = await state.ClaimAsync(target, calls, batch, Duration, cancellationToken);
        return new BatchClaim(state, target, batch, rows, sentAt, time);
    }

    /// <summary>Throws when the claim has expired. To be called immediately before each request that writes.</summary>
    /// <exception cref="OperationCanceledException">It has expired: another replica may write newer revisions.</exception>
    public void EnsureHeld()
    {
        if (IsLost)
            throw new OperationCanceledException("the claim of the batch has expired");
    }

    /// <summary>Stores what was written, and releases the claims.</summary>
    /// <param name="saved">What was written, or found to be gone.</param>
    /// <param name="unclear">Calls for which a request was sent that may have reached the CRM.</param>
    /// <param name="epoch">The number of the process start.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task CompleteAsync(
        IReadOnlyList<SavedCall> saved,
        IReadOnlyCollection<CallKey> unclear,
        long epoch,
        CancellationToken cancellationToken
    )
    {
        await StopRenewingAsync();
        if (saved.Count > 0)
            await state.SaveAsync(target, saved, batch, epoch, cancellationToken);
        if (unclear.Count > 0)
            await state.ReleaseAsync(target, unclear, batch, isUnclear: true, cancellationToken);
        var rest = calls.Except(saved.Select(call => call.Key)).Except(unclear).ToList();
        if (rest.Count > 0)
            await state.ReleaseAsync(target, rest, batch, isUnclear: false, cancellationToken);
        isReleased = true;
    }

    /// <summary>Releases the claims, unless the batch is complete.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopRenewingAsync();
        if (!isReleased && !IsLost && calls.Count > 0)
            await TryReleaseAsync();
        disposing.Dispose();
        lost.Dispose();
    }

    private async Task TryReleaseAsync()
    {
        try
        {
            // What was sent before the failure may have reached the CRM.
            await state.ReleaseAsync(target, calls, batch, isUnclear: true, lost.Token);
        }
        catch (Exception exception) when (lost.IsCancellationRequested || TransientDatabaseError.Describe(exception) is not null)
        {
            // They expire.
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
        catch (Exception)
        {
            // What was written is still to be saved, which will show what is wrong with the database.
            await lost.CancelAsync();
        }
    }

    /// <returns>Whether it may still be held.</returns>
    private async Task<bool> TryRenewAsync()
    {
        var sentAt = time.GetTimestamp();
        try
        {
            if (IsLost || await state.RenewAsync(target, calls, batch, Duration, disposing.Token) < calls.Count)
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
