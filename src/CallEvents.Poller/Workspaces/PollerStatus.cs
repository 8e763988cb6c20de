namespace CallEvents.Poller.Workspaces;

/// <summary>The state of every workspace, for health, metrics and live views.</summary>
internal sealed class PollerStatus(WorkspaceScopes scopes)
{
    public IEnumerable<WorkspaceStatus> Workspaces => scopes.All.Select(scope => scope.Status);

    public WorkspaceStatus Of(string workspace) => scopes.Of(workspace).Status;
}
