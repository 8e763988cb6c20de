using CallEvents.Poller.Api;
using CallEvents.Poller.Leasing;

namespace CallEvents.Poller.Workspaces;

/// <summary>What lives as long as the process for one workspace, whether or not this replica holds its lease.</summary>
internal sealed record WorkspaceScope(string Name, ApiAccount Account, WorkspaceAssignment Assignment, WorkspaceStatus Status);
