namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>Runs an operation that waits for its own work.</summary>
internal sealed class ContinuousLoop(string name, Func<CancellationToken, Task> run) : IWorkspaceLoop
{
    public string Name => name;

    public Task RunAsync(CancellationToken stopping) => run(stopping);
}
