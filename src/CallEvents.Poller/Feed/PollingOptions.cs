using System.Globalization;

namespace CallEvents.Poller.Feed;

/// <summary>When and how far the poller looks. Source: section <c>Polling</c>.</summary>
public sealed class PollingOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Polling";

    /// <summary>From the start of one poll to the start of the next.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An ISO 8601 instant (UTC where it names no offset), or <c>now</c>. Nothing created before it is told. Looked at only when
    /// the workspace is new to the ledger.
    /// </summary>
    /// <value>Default: none; must be set.</value>
    public string? StartFrom { get; set; }

    /// <summary>The longest slice when catching up or backfilling.</summary>
    /// <value>Default: 1 day.</value>
    public TimeSpan SliceLength { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Within this time, the workspaces of a poller that no longer shows up are worked on by others.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How old slices are walked again, to find late calls and edits: the first line with every poll, each other line in its own
    /// rhythm. What is set replaces the default as a whole.
    /// </summary>
    /// <value>Default: the last 2 hours with every poll, 1 day every hour, 7 days every day.</value>
    public List<RereadOptions> Rereads { get; set; } = [];

    internal IReadOnlyList<RereadOptions> RereadWindows => Rereads.Count > 0 ? Rereads : DefaultRereads;

    internal bool StartsNow => string.Equals(StartFrom, "now", StringComparison.OrdinalIgnoreCase);

    /// <summary>The instant, or null when there is none to be read.</summary>
    internal DateTimeOffset? StartInstant =>
        DateTimeOffset.TryParseExact(StartFrom, Iso8601, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    private static readonly RereadOptions[] DefaultRereads =
    [
        new() { Depth = TimeSpan.FromHours(2) },
        new() { Depth = TimeSpan.FromDays(1), Every = TimeSpan.FromHours(1) },
        new() { Depth = TimeSpan.FromDays(7), Every = TimeSpan.FromDays(1) },
    ];

    private static readonly string[] Iso8601 =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];
}
