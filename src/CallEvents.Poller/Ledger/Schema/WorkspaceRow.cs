namespace CallEvents.Poller.Ledger.Schema;

/// <summary>A workspace: how far it has come, and which replica holds its lease.</summary>
internal sealed record WorkspaceRow
{
    public required string Name { get; init; }

    /// <summary>Calls created before it are not published. Only <c>backfill</c> moves it, further back.</summary>
    public required DateTimeOffset StartFrom { get; init; }

    /// <summary>The first start. Calls created before it are published by backfill.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>All live slices up to here have been walked to their end and committed.</summary>
    public required DateTimeOffset Watermark { get; set; }

    /// <summary>The same for backfill, which ends at <see cref="StartedAt"/>.</summary>
    public required DateTimeOffset BackfilledTo { get; set; }

    /// <summary>No request before this time, by the database's clock: the API's <c>Retry-After</c>.</summary>
    public DateTimeOffset? ApiPausedUntil { get; set; }

    /// <summary>Since when an operator has paused it; null while it is not paused.</summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>Grows with each holder of the lease; checked by every commit.</summary>
    public long Fence { get; set; }

    public string? Holder { get; set; }

    /// <summary>When the lease ends, in milliseconds since 1970 by the database's clock.</summary>
    public long LeaseUntil { get; set; }
}
