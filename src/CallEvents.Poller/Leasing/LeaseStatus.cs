namespace CallEvents.Poller.Leasing;

/// <summary>What this process knows of a workspace's lease, for health and metrics.</summary>
internal sealed class LeaseStatus
{
    /// <summary>Whether the leases have been read: held here, or by another replica, or free.</summary>
    public bool IsKnown { get; set; }

    /// <summary>Whether this process holds the lease.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The fence of the lease while this process holds it; it grows with each holder.</summary>
    public long Fence { get; set; }

    /// <summary>The replica that holds the lease; null while none does.</summary>
    public string? Holder { get; set; }
}
