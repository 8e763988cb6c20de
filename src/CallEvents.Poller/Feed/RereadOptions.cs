namespace CallEvents.Poller.Feed;

/// <summary>One window of the re-read schedule. Source: section <c>Polling:Rereads:&lt;n&gt;</c>.</summary>
public sealed class RereadOptions
{
    /// <summary>How far back the window reads, counted from the start of its last completed re-read.</summary>
    /// <value>Default: none; must be set for every window. Above zero, up to 3,660 days.</value>
    public TimeSpan Depth { get; set; }

    /// <summary>
    /// The time from the start of one re-read to the start of the next. Ignored for the first window, which is walked with every poll.
    /// </summary>
    /// <value>Default: none; must be set for every window but the first. Above zero, up to 366 days.</value>
    public TimeSpan Every { get; set; }
}
