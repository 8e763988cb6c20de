namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Lets the messages of one call take turns, whatever their type, and different calls go side by side.</summary>
/// <remarks>A fixed number of locks shared by all calls: two calls that meet by chance wait for each other, and nothing grows.</remarks>
internal sealed class StripedLock : IDisposable
{
    private readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<IDisposable> AcquireAsync(string workspace, string callId, CancellationToken cancellationToken)
    {
        var mine = locks[(uint)HashCode.Combine(workspace, callId) % (uint)locks.Length];
        await mine.WaitAsync(cancellationToken);
        return new Permit(mine);
    }

    public void Dispose() => Array.ForEach(locks, one => one.Dispose());

    private sealed class Permit(SemaphoreSlim mine) : IDisposable
    {
        public void Dispose() => mine.Release();
    }
}
