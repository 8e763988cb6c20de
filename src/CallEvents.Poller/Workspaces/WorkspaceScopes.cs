using CallEvents.Poller.Api;
using CallEvents.Poller.Leasing;
using CallEvents.Revont.Settings;

namespace CallEvents.Poller.Workspaces;

/// <summary>The scopes of the configured workspaces.</summary>
internal sealed class WorkspaceScopes : IDisposable
{
    private readonly Dictionary<string, WorkspaceScope> scopes;

    public WorkspaceScopes(RevontOptions revont, ApiKeyFile keys, ReplicaCoordinator coordinator, TimeProvider time, Random random) =>
        scopes = revont.Workspaces.ToDictionary(
            workspace => workspace.Key,
            workspace =>
            {
                var account = new ApiAccount(workspace.Key, workspace.Value.ApiKey!, () => keys.Read(workspace.Key), revont, time, random);
                var assignment = coordinator.AssignmentOf(workspace.Key);
                return new WorkspaceScope(
                    workspace.Key,
                    account,
                    assignment,
                    new WorkspaceStatus(workspace.Key, account.Health, assignment.Status, time)
                );
            },
            StringComparer.OrdinalIgnoreCase
        );

    public IReadOnlyCollection<WorkspaceScope> All => scopes.Values;

    public WorkspaceScope Of(string workspace) => scopes[workspace];

    public void Dispose()
    {
        foreach (var scope in scopes.Values)
            scope.Account.Dispose();
    }
}
