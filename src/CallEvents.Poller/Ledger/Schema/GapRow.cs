namespace CallEvents.Poller.Ledger.Schema;

/// <summary>A range that could not be read while the API answered for others: skipped, shown, retried with growing delays.</summary>
internal sealed class GapRow
{
    public required string Workspace { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset NextRetryAt { get; set; }

    public required string Error { get; set; }
}
