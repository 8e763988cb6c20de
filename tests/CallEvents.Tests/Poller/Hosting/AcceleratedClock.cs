namespace CallEvents.Tests.Poller.Hosting;

/// <summary>A clock that runs a hundred times as fast, so that backoffs and retries take milliseconds.</summary>
internal sealed class AcceleratedClock : ShiftedFakeClock, IAsyncDisposable
{
    private readonly TimeSpan step;
    private readonly PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5), System);
    private readonly Task ticking;

    /// <param name="factor">
    /// Multiplies the speed: above one for tests that cover many minutes, below one for tests with an upper bound, so that real work may
    /// take longer.
    /// </param>
    public AcceleratedClock(double factor = 1)
        : base(System.GetUtcNow())
    {
        step = TimeSpan.FromMilliseconds(500) * factor;
        ticking = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        timer.Dispose();
        await ticking;
    }

    private async Task RunAsync()
    {
        while (await timer.WaitForNextTickAsync())
            Advance(step);
    }
}
