namespace CallEvents.EndToEndTests.Journeys;

/// <summary>The lease of a workspace, read from the ledger.</summary>
internal sealed record LeaseSnapshot(string Workspace, int Process, long Fence, bool IsHeld);
