using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Leasing;

/// <summary>
/// Whether this replica should own a workspace: set by <see cref="ReplicaCoordinator"/>, observed by the workspace's worker.
/// </summary>
internal sealed class WorkspaceAssignment(Signal refreshRequested) : IDisposable
{
    private readonly Lock sync = new();
    private TaskCompletionSource<string> granted = NewSignal();
    private CancellationTokenSource revoked = new();

    public LeaseStatus Status { get; } = new();

    /// <summary>
    /// Whether the worker can acquire the workspace now, or has it. One that is still starting, or unhealthy, is granted nothing.
    /// </summary>
    public bool IsReady { get; private set; }

    /// <summary>The worker is ready; the coordinator looks immediately.</summary>
    public void MarkReady()
    {
        IsReady = true;
        refreshRequested.Set();
    }

    public void MarkUnhealthy() => IsReady = false;

    /// <summary>Waits until the workspace is granted.</summary>
    /// <returns>The reason.</returns>
    public async Task<string> WaitForGrantAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<string> grant;
        lock (sync)
            grant = granted;

        // Not Task.WaitAsync, which continues on the thread pool: a simulation decides when each step of the worker runs.
        await using var registration = cancellationToken.UnsafeRegister(_ => grant.TrySetCanceled(cancellationToken), null);
        using var waiting = Heartbeat.Suspend();
        var reason = await grant.Task;
        Withdraw();
        return reason;
    }

    public void Grant(string reason)
    {
        lock (sync)
            granted.TrySetResult(reason);
    }

    /// <summary>Withdraws a grant that was not used.</summary>
    public void Withdraw()
    {
        lock (sync)
        {
            if (granted.Task.IsCompleted)
                granted = NewSignal();
        }
    }

    /// <summary>Starts the ownership of the workspace.</summary>
    /// <returns>Cancelled when the workspace is to be released.</returns>
    public CancellationToken Start()
    {
        lock (sync)
        {
            revoked.Dispose();
            revoked = new CancellationTokenSource();
            return revoked.Token;
        }
    }

    public void Revoke()
    {
        CancellationTokenSource current;
        lock (sync)
            current = revoked;
        current.Cancel();
    }

    public void Dispose() => revoked.Dispose();

    private static TaskCompletionSource<string> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
