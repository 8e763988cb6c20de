namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Runs a downstream's probe, once for all that ask meanwhile.</summary>
internal sealed class SharedProbe(Func<CancellationToken, Task<DownstreamResult>> probe)
{
    private readonly Lock sync = new();
    private Task<DownstreamResult>? current;

    public Task<DownstreamResult> RunAsync(CancellationToken cancellationToken)
    {
        lock (sync)
        {
            if (current is not { IsCompleted: false })
                current = Attempt.RunAsync(probe, CancellationToken.None);
            return current.WaitAsync(cancellationToken);
        }
    }
}
