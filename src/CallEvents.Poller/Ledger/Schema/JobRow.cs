namespace CallEvents.Poller.Ledger.Schema;

/// <summary>
/// Something that an operator has asked for: written by a command, carried out by the holder of the workspace's lease. Has no personal data
/// beside the reps that it selects, which are erased when it ends.
/// </summary>
internal sealed record JobRow
{
    public long Id { get; init; }

    public required string Workspace { get; init; }

    public required JobKind Kind { get; init; }

    public JobState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The first creation time of the calls; for a backfill, the new start.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Their last creation time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The types that a replay repeats, separated by commas; null for all.</summary>
    public string? Types { get; init; }

    /// <summary>The outcomes of the calls, separated by line feeds; null for any.</summary>
    public string? Outcomes { get; init; }

    /// <summary>The ids of the calls' reps, separated by line feeds; null for any.</summary>
    public string? Reps { get; init; }

    /// <summary>The only queue that a replay is sent to.</summary>
    public string? Queue { get; init; }

    /// <summary>The ids of the calls, or the key of the parked item, separated by line feeds; erased when the job ends.</summary>
    public string? Calls { get; init; }

    /// <summary>What is done, in calls; of a backfill, in seconds of the past.</summary>
    public long Done { get; init; }

    /// <summary>What there is to do, in the same unit; an estimate for a window. Null while unknown.</summary>
    public long? Total { get; set; }

    /// <summary>The events that it has recorded.</summary>
    public long Events { get; init; }

    /// <summary>Calls and ranges that could not be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>Up to where a window is walked.</summary>
    public DateTimeOffset? WalkedTo { get; init; }

    /// <summary>Whether an operator has asked to end it.</summary>
    public bool StopRequested { get; init; }

    /// <summary>Why it failed, or what it could not do; without personal data.</summary>
    public string? Error { get; init; }
}
