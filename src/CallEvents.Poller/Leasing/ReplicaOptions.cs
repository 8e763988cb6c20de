using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Leasing;

/// <summary>This process as a replica.</summary>
/// <param name="Name">The name under which it holds leases.</param>
/// <param name="Workspaces">The workspaces that it is configured for.</param>
/// <param name="LeaseDuration">How long after a crash another replica can acquire its workspaces.</param>
internal sealed record ReplicaOptions(ReplicaName Name, IReadOnlyCollection<string> Workspaces, TimeSpan LeaseDuration);
