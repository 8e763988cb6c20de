namespace CallEvents.Poller.Commands.Auditing;

/// <summary>How far a call that the API shows has come. A call counts once, in the first of these that applies.</summary>
internal enum CallStanding
{
    /// <summary>Created before the start of the workspace, or erased on request: not published, on purpose.</summary>
    Excluded,

    /// <summary>Neither in the ledger, nor parked, nor still to be read.</summary>
    Missing,

    /// <summary>In the ledger, but its <c>CallRecorded</c> is not: what <c>replay</c> publishes, and no observation.</summary>
    Unrecorded,

    /// <summary>In a gap: the API could not be read there.</summary>
    InGap,

    /// <summary>In a part that the poller has yet to reach.</summary>
    Ahead,

    /// <summary>Parked, or with an event that is too large.</summary>
    Parked,

    /// <summary>With an event that is not confirmed by the broker yet.</summary>
    Pending,

    /// <summary>Its event was returned as unroutable, and is not waited for.</summary>
    Discarded,

    /// <summary>All its events so far are published.</summary>
    Published,
}
