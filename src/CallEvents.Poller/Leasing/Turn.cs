namespace CallEvents.Poller.Leasing;

/// <summary>Whether a workspace is this process's to work on: said by <see cref="Replicas"/>, heeded by the workspace's worker.</summary>
internal sealed class Turn : IDisposable
{
    private readonly Lock door = new();
    private TaskCompletionSource<string> comes = NewSignal();
    private CancellationTokenSource term = new();

    /// <summary>Whether the worker can take the workspace now, or has it. One that is still starting, or in trouble, is to be given nothing.</summary>
    public bool IsReady { get; private set; }

    public void StandsBy() => IsReady = true;

    public void IsInTrouble() => IsReady = false;

    /// <summary>Waits until the workspace is to be taken.</summary>
    /// <returns>Why.</returns>
    public async Task<string> ComesAsync(CancellationToken cancellationToken)
    {
        Task<string> signal;
        lock (door)
            signal = comes.Task;
        var reason = await signal.WaitAsync(cancellationToken);
        Passes();
        return reason;
    }

    public void Comes(string reason)
    {
        lock (door)
            comes.TrySetResult(reason);
    }

    /// <summary>A turn that was not taken is over.</summary>
    public void Passes()
    {
        lock (door)
        {
            if (comes.Task.IsCompleted)
                comes = NewSignal();
        }
    }

    /// <summary>The workspace has been taken.</summary>
    /// <returns>Cancelled when it is to be given back.</returns>
    public CancellationToken Begin()
    {
        lock (door)
        {
            term.Dispose();
            term = new CancellationTokenSource();
            return term.Token;
        }
    }

    public void GiveBack()
    {
        CancellationTokenSource current;
        lock (door)
            current = term;
        current.Cancel();
    }

    public void Dispose() => term.Dispose();

    private static TaskCompletionSource<string> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
