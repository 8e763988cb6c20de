namespace CallEvents.Poller.Ledger.Schema;

/// <summary>A poller that shares this ledger, so that workspaces can be assigned to those that are alive.</summary>
internal sealed class ReplicaRow
{
    /// <summary>The name under which it holds leases.</summary>
    public required string Holder { get; init; }

    /// <summary>It counts as alive until then, in milliseconds since 1970 by the database's clock.</summary>
    public required long AliveUntil { get; init; }

    /// <summary>
    /// The workspaces that it works on or could, one per line: during a change of the configuration not every replica is configured for
    /// all.
    /// </summary>
    public required string Workspaces { get; init; }
}
