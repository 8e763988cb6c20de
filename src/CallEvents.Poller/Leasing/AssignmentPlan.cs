namespace CallEvents.Poller.Leasing;

/// <summary>What this replica does now: workspaces to acquire, and one to release.</summary>
internal sealed record AssignmentPlan(IReadOnlyList<string> Acquire, Handover? Release);

/// <summary>A workspace that one replica releases so that another can acquire it.</summary>
internal sealed record Handover(string Workspace, string To);
