namespace CallEvents.Poller.Leasing;

/// <summary>
/// A poller that shares the ledger, and the workspaces that it works on or could: it is configured for them, and their workers are ready.
/// </summary>
internal sealed record Replica(string Name, IReadOnlySet<string> Workspaces)
{
    public bool Knows(string workspace) => Workspaces.Contains(workspace);
}
