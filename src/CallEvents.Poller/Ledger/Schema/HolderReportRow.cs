namespace CallEvents.Poller.Ledger.Schema;

/// <summary>What the replica that holds a workspace's lease reports of it beyond the ledger, so that every replica can show it.</summary>
internal sealed class HolderReportRow
{
    public required string Workspace { get; init; }

    /// <summary>The replica that reported it. While another one holds the lease, it is not the workspace's state any more.</summary>
    public required string Holder { get; init; }

    /// <summary>A <see cref="HolderReport"/> as JSON, so that another version can add to it without a migration.</summary>
    public required string Report { get; init; }
}
