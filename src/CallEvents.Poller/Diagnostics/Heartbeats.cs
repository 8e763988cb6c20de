using System.Collections.Concurrent;

namespace CallEvents.Poller.Diagnostics;

/// <summary>The heartbeats of the loops that run, each by itself: one that hangs is not hidden by the others.</summary>
internal sealed class Heartbeats(TimeProvider time)
{
    private readonly ConcurrentDictionary<Heartbeat, byte> running = new();

    /// <summary>Those that have missed their beat for longer than this.</summary>
    public IEnumerable<Heartbeat> SilentFor(TimeSpan tolerance) => running.Keys.Where(heartbeat => heartbeat.Silence > tolerance);

    /// <summary>Runs a loop of a workspace, and expects its beats until it ends.</summary>
    public Task RunAsync(string workspace, string loop, Func<Task> run) => RunAsync($"{workspace}: {loop}", run);

    /// <summary>Runs a loop, and expects its beats until it ends.</summary>
    public async Task RunAsync(string loop, Func<Task> run)
    {
        var heartbeat = new Heartbeat(loop, time);
        running[heartbeat] = 0;
        try
        {
            await heartbeat.RunAsync(run);
        }
        finally
        {
            running.TryRemove(heartbeat, out _);
        }
    }
}
