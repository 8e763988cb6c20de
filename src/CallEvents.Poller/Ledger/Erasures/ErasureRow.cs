namespace CallEvents.Poller.Ledger.Erasures;

/// <summary>A call whose data was erased for good. Says nothing else of it.</summary>
internal sealed record ErasureRow
{
    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    public required DateTimeOffset ErasedAt { get; init; }
}
