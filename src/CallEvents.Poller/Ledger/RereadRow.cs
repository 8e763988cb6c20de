namespace CallEvents.Poller.Ledger;

/// <summary>How far one line of the re-read schedule has come. Depth is counted back from a stored start, so that no stop leaves anything out.</summary>
internal sealed class RereadRow
{
    public required string Workspace { get; init; }

    /// <summary>The line's place in the schedule, from 0.</summary>
    public required int Line { get; init; }

    /// <summary>The start of the last re-read that came to its end.</summary>
    public required DateTimeOffset LastStart { get; set; }

    /// <summary>The start of the re-read that is under way, or was when the poller stopped; null when none is.</summary>
    public DateTimeOffset? RunStart { get; set; }

    /// <summary>How far the one under way has come.</summary>
    public DateTimeOffset? DoneTo { get; set; }
}
