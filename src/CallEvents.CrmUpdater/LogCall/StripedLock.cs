namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Serialises the messages of one call, while different calls run concurrently.</summary>
/// <remarks>Lock striping: calls share a fixed number of locks, so memory is constant; calls on one stripe wait for each other.</remarks>
internal sealed class StripedLock : IDisposable
{
    private const int StripeCount = 256;

    private readonly SemaphoreSlim[] stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<IDisposable> AcquireAsync(string workspace, string callId, CancellationToken cancellationToken)
    {
        var stripe = stripes[(uint)HashCode.Combine(workspace, callId) % (uint)stripes.Length];
        await stripe.WaitAsync(cancellationToken);
        return new Permit(stripe);
    }

    public void Dispose() => Array.ForEach(stripes, stripe => stripe.Dispose());

    private sealed class Permit(SemaphoreSlim stripe) : IDisposable
    {
        public void Dispose() => stripe.Release();
    }
}
