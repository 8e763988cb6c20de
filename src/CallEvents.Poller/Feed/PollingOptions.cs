using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Poller.Feed;

/// <summary>When the poller polls, and how far back. Source: section <c>Polling</c>.</summary>
public sealed class PollingOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Polling";

    /// <summary>The time from the start of one poll to the start of the next.</summary>
    /// <value>Default: 30 seconds. Above zero, up to 1 day.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An ISO 8601 instant (UTC if it has no offset), or <c>now</c>. Calls created before it are not published. Read only when the
    /// workspace is new to the ledger.
    /// </summary>
    /// <value>Default: none; must be set.</value>
    public string? StartFrom { get; set; }

    /// <summary>The longest slice when the poller catches up or backfills.</summary>
    /// <value>Default: 1 day. From 1 second to 366 days.</value>
    public TimeSpan SliceLength { get; set; } = TimeSpan.FromDays(1);

    /// <summary>After a crash, another replica takes over its workspaces within this time.</summary>
    /// <value>Default: 15 seconds. Above zero, up to 1 hour.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The re-read windows (look-back windows), for late calls and edits: the first one is walked with every poll, the others on their own
    /// schedule. A configured list replaces the default as a whole.
    /// </summary>
    /// <value>Default: the last 2 hours with every poll, 1 day every hour, 7 days every day.</value>
    public List<RereadOptions> Rereads { get; set; } = [];

    internal IReadOnlyList<RereadOptions> RereadWindows => Rereads.Count > 0 ? Rereads : DefaultRereads;

    internal bool StartsNow => string.Equals(StartFrom, "now", StringComparison.OrdinalIgnoreCase);

    /// <summary>The instant; null when <see cref="StartFrom"/> is none.</summary>
    internal DateTimeOffset? StartInstant => Iso8601.Parse(StartFrom);

    private static readonly RereadOptions[] DefaultRereads =
    [
        new() { Depth = TimeSpan.FromHours(2) },
        new() { Depth = TimeSpan.FromDays(1), Every = TimeSpan.FromHours(1) },
        new() { Depth = TimeSpan.FromDays(7), Every = TimeSpan.FromDays(1) },
    ];
}
