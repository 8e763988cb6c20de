namespace CallEvents.Poller.Ledger.Moving;

/// <summary>What was copied of a workspace.</summary>
/// <param name="Workspace">The workspace's stored name.</param>
/// <param name="Watermark">All calls created before it were observed.</param>
internal sealed record MovedRows(string Workspace, DateTimeOffset Watermark)
{
    /// <summary>Calls, tombstones of forgotten ones included.</summary>
    public long Calls { get; set; }

    /// <summary>Events, those that are not published yet included.</summary>
    public long Events { get; set; }

    /// <summary>Events that are not published yet.</summary>
    public long PendingEvents { get; set; }

    public long Jobs { get; set; }

    public long Erasures { get; set; }
}
