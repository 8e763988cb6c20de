using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller;

/// <summary>A clock that runs a hundred times as fast, so that backoffs and gaps are a matter of milliseconds.</summary>
internal sealed class TimeLapse : FakeTimeProvider, IAsyncDisposable
{
    private readonly TimeSpan step;
    private readonly PeriodicTimer rhythm = new(TimeSpan.FromMilliseconds(5), System);
    private readonly Task running;

    /// <param name="times">How much faster still: for waiting times that nothing happens in.</param>
    public TimeLapse(int times = 1)
        : base(System.GetUtcNow())
    {
        step = TimeSpan.FromMilliseconds(500) * times;
        running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        rhythm.Dispose();
        await running;
    }

    private async Task RunAsync()
    {
        while (await rhythm.WaitForNextTickAsync())
            Advance(step);
    }
}
