using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;

namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>Runs the re-read windows that are due, and waits for the next one.</summary>
internal sealed class RereadLoop(RereadPass pass, TimeProvider time) : IWorkspaceLoop
{
    public string Name => "re-read";

    public async Task RunAsync(CancellationToken stopping)
    {
        while (await pass.RunAsync(stopping) is { } wait)
        {
            Heartbeat.Beat(wait);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, stopping);
        }
    }
}
