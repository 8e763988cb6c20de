namespace CallEvents.Poller.Ledger.Schema;

/// <summary>A poller that shares this ledger, so that workspaces can be spread over those that are alive.</summary>
internal sealed class ReplicaRow
{
    /// <summary>The name under which it holds leases.</summary>
    public required string Holder { get; init; }

    /// <summary>Until when it counts as alive, in milliseconds since 1970 by the database's clock.</summary>
    public required long AliveUntil { get; init; }

    /// <summary>The workspaces that it works on or could, one to a line: during a change of the configuration not every replica knows all.</summary>
    public required string Workspaces { get; init; }
}
