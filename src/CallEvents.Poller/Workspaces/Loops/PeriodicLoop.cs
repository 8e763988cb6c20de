using CallEvents.Poller.Diagnostics;

namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>Runs a pass immediately, and then at an interval. Missed ticks are one.</summary>
internal sealed class PeriodicLoop(string name, TimeSpan interval, Func<CancellationToken, Task> pass, TimeProvider time) : IWorkspaceLoop
{
    public string Name => name;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            await pass(stopping);
            Heartbeat.Beat(interval);
        } while (await timer.WaitForNextTickAsync(stopping));
    }
}
