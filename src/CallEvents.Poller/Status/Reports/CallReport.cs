namespace CallEvents.Poller.Status.Reports;

/// <summary>What the ledger knows of a call id. Without personal data.</summary>
/// <param name="CallId">The id that was asked for.</param>
/// <param name="GeneratedAt">When it was read, UTC.</param>
/// <param name="Found">The calls of that id, at most one in each workspace. Empty: the ledger does not know it.</param>
/// <param name="Problem">Why the ledger cannot be read; null when it can.</param>
public sealed record CallReport(string CallId, DateTimeOffset GeneratedAt, IReadOnlyList<KnownCallReport> Found, string? Problem = null);

/// <summary>A call in one workspace.</summary>
public sealed record KnownCallReport
{
    /// <summary>The workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>What became of it, in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>When it was created, by the API; null when it is parked and nothing else is known of it.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was first observed.</summary>
    public DateTimeOffset? DiscoveredAt { get; init; }

    /// <summary>The revision of its last event.</summary>
    public long? Revision { get; init; }

    /// <summary><c>pending</c>, <c>transcribed</c> or <c>givenUp</c>.</summary>
    public string? Transcript { get; init; }

    /// <summary>Transcript checks that were answered with "not yet".</summary>
    public int? Checks { get; init; }

    /// <summary>When the transcript is checked next; null when it is not.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>Whether it is older than the deepest re-read: without personal data, and without its settled events.</summary>
    public bool IsRedacted { get; init; }

    /// <summary>Set while it is parked.</summary>
    public ParkedItemReport? Parked { get; init; }

    /// <summary>Its events, oldest first.</summary>
    public IReadOnlyList<EventReport> Events { get; init; } = [];
}

/// <summary>An event.</summary>
public sealed record EventReport
{
    /// <summary>The workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>The call.</summary>
    public required string CallId { get; init; }

    /// <summary>The type, such as <c>CallRecorded</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The revision.</summary>
    public required long Revision { get; init; }

    /// <summary>The id of its message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary><c>live</c>, <c>backfill</c>, <c>reread</c> or <c>replay</c>.</summary>
    public required string Origin { get; init; }

    /// <summary><c>pending</c>, <c>published</c> or <c>discarded</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it was observed.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>When it was published or discarded; null while it is pending.</summary>
    public required DateTimeOffset? SettledAt { get; init; }

    /// <summary>By which replica; null while it is pending, or when an earlier version did it.</summary>
    public required string? SettledBy { get; init; }
}
