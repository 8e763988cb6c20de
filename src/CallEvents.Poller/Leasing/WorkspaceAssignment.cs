namespace CallEvents.Poller.Leasing;

/// <summary>Whether a workspace is this process's to work on: said by <see cref="ReplicaCoordinator"/>, heeded by the workspace's worker.</summary>
internal sealed class WorkspaceAssignment : IDisposable
{
    private readonly Lock sync = new();
    private TaskCompletionSource<string> granted = NewSignal();
    private CancellationTokenSource revoked = new();

    /// <summary>Whether the worker can take the workspace now, or has it. One that is still starting, or in trouble, is to be given nothing.</summary>
    public bool IsReady { get; private set; }

    public void MarkReady() => IsReady = true;

    public void MarkUnhealthy() => IsReady = false;

    /// <summary>Waits until the workspace is to be taken.</summary>
    /// <returns>Why.</returns>
    public async Task<string> WaitForGrantAsync(CancellationToken cancellationToken)
    {
        Task<string> signal;
        lock (sync)
            signal = granted.Task;
        var reason = await signal.WaitAsync(cancellationToken);
        Withdraw();
        return reason;
    }

    public void Grant(string reason)
    {
        lock (sync)
            granted.TrySetResult(reason);
    }

    /// <summary>A turn that was not taken is over.</summary>
    public void Withdraw()
    {
        lock (sync)
        {
            if (granted.Task.IsCompleted)
                granted = NewSignal();
        }
    }

    /// <summary>The workspace has been taken.</summary>
    /// <returns>Cancelled when it is to be given back.</returns>
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
