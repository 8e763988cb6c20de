namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>A loop that runs for as long as a lease is held.</summary>
internal interface IWorkspaceLoop
{
    /// <summary>The operation, as logs call it.</summary>
    string Name { get; }

    /// <summary>Whether it also runs while the workspace is paused.</summary>
    bool RunsWhilePaused => false;

    /// <summary>Runs until stopped, or until there is nothing left to do. An exception means that it is to be run again.</summary>
    Task RunAsync(CancellationToken stopping);
}
