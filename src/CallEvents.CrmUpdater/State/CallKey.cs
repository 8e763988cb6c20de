namespace CallEvents.CrmUpdater.State;

/// <summary>Identifies a call among all workspaces.</summary>
internal readonly record struct CallKey(string Workspace, string CallId);
