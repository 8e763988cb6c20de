using CallEvents.Poller.Jobs;

namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>Works on the jobs that may take hours, one at a time.</summary>
internal sealed class JobsLoop(JobQueue queue) : IWorkspaceLoop
{
    public string Name => "jobs";

    public Task RunAsync(CancellationToken stopping) => queue.RunAsync(JobKinds.Long, stopping);
}
