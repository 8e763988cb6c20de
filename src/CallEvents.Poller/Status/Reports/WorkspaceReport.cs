namespace CallEvents.Poller.Status.Reports;

/// <summary>One workspace.</summary>
public sealed record WorkspaceReport
{
    /// <summary>Its name in the configuration, and in every message.</summary>
    public required string Name { get; init; }

    /// <summary>Its state in one sentence: the first of <see cref="States"/>.</summary>
    public StateReport State => States[0];

    /// <summary>All that is to be said of it, the most important first.</summary>
    public required IReadOnlyList<StateReport> States { get; init; }

    /// <summary>The replica that works on it; null while none does.</summary>
    public required string? Holder { get; init; }

    /// <summary>All calls created up to then have been walked and committed.</summary>
    public required DateTimeOffset Watermark { get; init; }

    /// <summary>How far the watermark is behind now, in seconds.</summary>
    public required double LagSeconds { get; init; }

    /// <summary>When a poll last completed, or closed one of its slices; null when its holder has not reported one.</summary>
    public required DateTimeOffset? LastProgressAt { get; init; }

    /// <summary>No request before this time: the API's <c>Retry-After</c>; null without one.</summary>
    public required DateTimeOffset? ApiPausedUntil { get; init; }

    /// <summary>Calls known to the ledger; null until a holder has counted them.</summary>
    public required long? Calls { get; init; }

    /// <summary>The calls created between <c>StartFrom</c> and the first start.</summary>
    public required BackfillReport Backfill { get; init; }

    /// <summary>The lanes, in the order of their priority.</summary>
    public required IReadOnlyList<LaneReport> Lanes { get; init; }

    /// <summary>The progress of the re-read windows.</summary>
    public required IReadOnlyList<RereadReport> Rereads { get; init; }

    /// <summary>Events that are not published yet, by type.</summary>
    public required IReadOnlyList<PendingEventsReport> Outbox { get; init; }

    /// <summary>Calls whose transcript is not available yet.</summary>
    public required TranscriptsReport Transcripts { get; init; }

    /// <summary>Parked calls, items and events, with their error.</summary>
    public required ParkedReport Parked { get; init; }

    /// <summary>Ranges that cannot be read.</summary>
    public required GapsReport Gaps { get; init; }

    /// <summary>What operators have asked for.</summary>
    public required JobsReport Jobs { get; init; }

    /// <summary>How long after their creation calls appeared.</summary>
    public required ArrivalsReport Arrivals { get; init; }

    /// <summary>Calls and events of the last hour.</summary>
    public required LastHourReport LastHour { get; init; }
}

/// <summary>The progress of backfill.</summary>
/// <param name="From">Where it began.</param>
/// <param name="To">Where it ends: the first start.</param>
/// <param name="ReachedAt">How far it has come.</param>
/// <param name="Ratio">The same, from 0 to 1.</param>
/// <param name="IsComplete">Whether it has reached its end.</param>
/// <param name="SecondsLeft">An estimate by the progress of its present holder; null without one.</param>
public sealed record BackfillReport(
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset ReachedAt,
    double Ratio,
    bool IsComplete,
    double? SecondsLeft
);

/// <summary>A lane: a kind of API work with a priority.</summary>
/// <param name="Name"><c>live</c>, <c>reread</c>, <c>backfill</c> or <c>replay</c>.</param>
/// <param name="PendingEvents">Its events that are not published yet.</param>
/// <param name="DueChecks">Its transcript checks that are due now.</param>
/// <param name="PlannedChecks">Those that are planned for later.</param>
public sealed record LaneReport(string Name, long PendingEvents, long DueChecks, long PlannedChecks);

/// <summary>A re-read window.</summary>
/// <param name="DepthSeconds">How far back it reads; null in a row of an earlier version.</param>
/// <param name="LastStart">When its last completed re-read began.</param>
/// <param name="RunStart">When the one under way began; null when there is none.</param>
/// <param name="WalkedTo">How far that one has come.</param>
public sealed record RereadReport(double? DepthSeconds, DateTimeOffset LastStart, DateTimeOffset? RunStart, DateTimeOffset? WalkedTo);

/// <summary>Events of a type that are not published yet.</summary>
/// <param name="Type">The type, such as <c>CallRecorded</c>.</param>
/// <param name="Pending">Their number.</param>
/// <param name="OldestAt">When the oldest was observed.</param>
public sealed record PendingEventsReport(string Type, long Pending, DateTimeOffset OldestAt);

/// <summary>Calls with a pending transcript.</summary>
/// <param name="Pending">Their number.</param>
/// <param name="OldestAt">When the oldest of them was discovered; null without any.</param>
/// <param name="Ages">Their number by age.</param>
public sealed record TranscriptsReport(long Pending, DateTimeOffset? OldestAt, IReadOnlyList<BucketReport> Ages);

/// <summary>A bar of a histogram.</summary>
/// <param name="Label">For people, such as <c>≤ 5 min</c>.</param>
/// <param name="UpToSeconds">The upper bound, inclusive; null for all above the last bound.</param>
/// <param name="Count">How many.</param>
public sealed record BucketReport(string Label, double? UpToSeconds, long Count);

/// <summary>What is parked.</summary>
/// <param name="Total">The number of calls, items and events.</param>
/// <param name="Items">The newest of them.</param>
public sealed record ParkedReport(long Total, IReadOnlyList<ParkedItemReport> Items);

/// <summary>A parked call, item or event.</summary>
/// <param name="Key">The call's id, or <c>sha256:…</c> of an item without a readable one.</param>
/// <param name="IsCall">Whether <see cref="Key"/> is the id of a call.</param>
/// <param name="Error">What is wrong, without personal data.</param>
/// <param name="ParkedAt">Since when.</param>
/// <param name="NextRetryAt">When it is tried again; null when it is not.</param>
public sealed record ParkedItemReport(string Key, bool IsCall, string Error, DateTimeOffset ParkedAt, DateTimeOffset? NextRetryAt);

/// <summary>The gaps.</summary>
/// <param name="Total">Their number.</param>
/// <param name="Items">The newest of them.</param>
public sealed record GapsReport(long Total, IReadOnlyList<GapReport> Items);

/// <summary>A range that cannot be read while the API answers for others.</summary>
/// <param name="From">Its start, by creation of the calls.</param>
/// <param name="To">Its end.</param>
/// <param name="Error">What is wrong.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="NextRetryAt">When it is tried again.</param>
public sealed record GapReport(DateTimeOffset From, DateTimeOffset To, string Error, DateTimeOffset OpenedAt, DateTimeOffset NextRetryAt);

/// <summary>Arrival delays of the last 24 hours, backfill and replay excepted.</summary>
/// <param name="Delays">The number of calls by their delay.</param>
/// <param name="Late">Calls created before the last walk of their slice, which did not show them.</param>
/// <param name="MaxLatenessSeconds">At least how late the latest of them was; null without any.</param>
public sealed record ArrivalsReport(IReadOnlyList<BucketReport> Delays, long Late, double? MaxLatenessSeconds);

/// <summary>The last hour by minute, the present one last.</summary>
/// <param name="From">The start of the first minute.</param>
/// <param name="Calls">Calls discovered.</param>
/// <param name="Events">Events published.</param>
public sealed record LastHourReport(DateTimeOffset From, IReadOnlyList<int> Calls, IReadOnlyList<int> Events);
