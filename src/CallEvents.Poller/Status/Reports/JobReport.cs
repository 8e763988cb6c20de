namespace CallEvents.Poller.Status.Reports;

/// <summary>The jobs of a workspace.</summary>
/// <param name="Open">How many have not ended.</param>
/// <param name="Items">Those that have not ended, in the order in which they are taken, and the last few that have, newest first.</param>
public sealed record JobsReport(long Open, IReadOnlyList<JobReport> Items);

/// <summary>A job: something that an operator has asked for by a command.</summary>
public sealed record JobReport
{
    /// <summary>Its id, which the command jobs takes.</summary>
    public required long Id { get; init; }

    /// <summary><c>replay</c>, <c>backfill</c>, <c>observe</c>, <c>retry</c>, <c>forget</c>, <c>pause</c> or <c>resume</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>waiting</c>, <c>running</c>, <c>stopping</c>, <c>done</c>, <c>failed</c> or <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began; null while it waits, or when it was stopped before.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>What is done.</summary>
    public required long Done { get; init; }

    /// <summary>What there is to do; an estimate for a window. Null while it is unknown.</summary>
    public required long? Total { get; init; }

    /// <summary>The unit of both: <c>calls</c>; for a backfill, <c>seconds</c> of the past.</summary>
    public required string Unit { get; init; }

    /// <summary>Calls and ranges that could not be read.</summary>
    public required long Unreadable { get; init; }

    /// <summary>How long it will take at the rate until now, in seconds; null while that cannot be said.</summary>
    public required double? SecondsLeft { get; init; }

    /// <summary>Why it failed, or what it could not do; without personal data.</summary>
    public required string? Error { get; init; }
}
