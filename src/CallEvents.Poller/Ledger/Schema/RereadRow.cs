namespace CallEvents.Poller.Ledger.Schema;

/// <summary>How far one line of the re-read schedule has come. Depth is counted back from a stored start, so that no stop leaves anything out.</summary>
internal sealed record RereadRow
{
    public required string Workspace { get; init; }

    /// <summary>The line's place in the schedule, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>The start of the last re-read that came to its end.</summary>
    public required DateTimeOffset LastStart { get; init; }

    /// <summary>The start of the re-read that is under way, or was when the poller stopped; null when none is.</summary>
    public DateTimeOffset? RunStart { get; init; }

    /// <summary>How far the one under way has come.</summary>
    public DateTimeOffset? WalkedTo { get; init; }

    /// <summary>With everything up to here walked.</summary>
    public RereadRow Advance(DateTimeOffset to) => to > WalkedTo ? this with { WalkedTo = to } : this;

    /// <summary>With the one under way come to its end.</summary>
    public RereadRow Complete() => this with { LastStart = RunStart!.Value, RunStart = null, WalkedTo = null };
}
