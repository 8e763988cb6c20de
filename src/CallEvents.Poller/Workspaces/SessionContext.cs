using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Workspaces;

/// <summary>What the services of one session are about. Set once, before any of them is resolved.</summary>
internal sealed class SessionContext
{
    private WorkspaceScope? scope;
    private Lease? lease;
    private StoredWorkspace? stored;
    private WorkspaceProgress? progress;

    public WorkspaceScope Scope => scope ?? throw NotSet();

    public Lease Lease => lease ?? throw NotSet();

    /// <summary>The workspace as it was when the session started.</summary>
    public StoredWorkspace Stored => stored ?? throw NotSet();

    /// <summary>The workspace as of the last commit.</summary>
    public WorkspaceProgress Progress => progress ?? throw NotSet();

    public void Set(WorkspaceScope workspace, Lease held, StoredWorkspace loaded) =>
        (scope, lease, stored, progress) = (workspace, held, loaded, new WorkspaceProgress(loaded.Row));

    private static InvalidOperationException NotSet() => new("Resolved outside of a session");
}
