namespace CallEvents.Poller.Feed;

/// <summary>One line of the re-read schedule. Source: section <c>Polling:Rereads:&lt;n&gt;</c>.</summary>
public sealed class RereadOptions
{
    /// <summary>How far back calls are read again, counted from the start of this line's last completed re-read.</summary>
    /// <value>Default: none; must be set for every line.</value>
    public TimeSpan Depth { get; set; }

    /// <summary>From the start of one re-read to the start of the next. The first line is walked with every poll, whatever this says.</summary>
    /// <value>Default: none; must be set for every line but the first.</value>
    public TimeSpan Every { get; set; }
}
