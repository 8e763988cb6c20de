namespace CallEvents.Poller.Ledger.Schema;

/// <summary>
/// The progress of one window of the re-read schedule. Its depth counts back from a stored start, so that a stop leaves nothing out.
/// </summary>
internal sealed record RereadRow
{
    public required string Workspace { get; init; }

    /// <summary>The window's position in the schedule, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>The window's depth, by which it is found when its position has changed; null in a row of an earlier version.</summary>
    public TimeSpan? Depth { get; init; }

    /// <summary>The start of the last completed re-read.</summary>
    public required DateTimeOffset LastStart { get; init; }

    /// <summary>The start of the re-read that is under way, or was when the poller stopped; null when there is none.</summary>
    public DateTimeOffset? RunStart { get; init; }

    /// <summary>How far the re-read under way has come.</summary>
    public DateTimeOffset? WalkedTo { get; init; }

    /// <summary>The same, walked up to this time.</summary>
    public RereadRow Advance(DateTimeOffset to) => to > WalkedTo ? this with { WalkedTo = to } : this;

    /// <summary>The same, with the re-read under way completed.</summary>
    public RereadRow Complete() => this with { LastStart = RunStart!.Value, RunStart = null, WalkedTo = null };
}
