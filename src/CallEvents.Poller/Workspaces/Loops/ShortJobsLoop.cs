using CallEvents.Poller.Jobs;

namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>Works on the jobs that take seconds, beside the long ones; while the workspace is paused, the only loop.</summary>
internal sealed class ShortJobsLoop(JobQueue queue) : IWorkspaceLoop
{
    public string Name => "short jobs";

    public bool RunsWhilePaused => true;

    public Task RunAsync(CancellationToken stopping) => queue.RunAsync(JobKinds.Short, stopping);
}
