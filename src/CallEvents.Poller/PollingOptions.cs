using System.Globalization;

namespace CallEvents.Poller;

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

    /// <summary>How long a workspace stays with a poller that no longer shows up.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    internal bool StartsNow => string.Equals(StartFrom, "now", StringComparison.OrdinalIgnoreCase);

    /// <summary>The instant, or null when there is none to be read.</summary>
    internal DateTimeOffset? StartInstant =>
        DateTimeOffset.TryParseExact(StartFrom, Iso8601, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    private static readonly string[] Iso8601 =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];
}
