using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Status;

/// <summary>What a workspace's state is decided by.</summary>
internal sealed record WorkspaceFacts
{
    public required string Name { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The replica that holds the lease; null while none does.</summary>
    public required string? Holder { get; init; }

    /// <summary>How long the workspace has been free; zero while it is held.</summary>
    public TimeSpan FreeFor { get; init; }

    /// <summary>How much of the API's <c>Retry-After</c> is left.</summary>
    public TimeSpan RemainingPause { get; init; }

    /// <summary>Since when an operator has paused it; null while it is not paused.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    public required DateTimeOffset StartFrom { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset Watermark { get; init; }

    public required DateTimeOffset BackfilledTo { get; init; }

    /// <summary>What the present holder reports; null while it has not.</summary>
    public required HolderReport? Report { get; init; }

    /// <summary>The time from one poll to the next.</summary>
    public required TimeSpan PollInterval { get; init; }

    public DateTimeOffset? ApiPausedUntil => RemainingPause > TimeSpan.Zero ? Now + RemainingPause : null;

    public TimeSpan Lag => Now > Watermark ? Now - Watermark : TimeSpan.Zero;

    public bool IsBackfilled => BackfilledTo >= StartedAt;

    /// <summary>From 0 to 1.</summary>
    public double BackfillRatio =>
        IsBackfilled || StartFrom >= StartedAt ? 1 : Math.Clamp((BackfilledTo - StartFrom) / (StartedAt - StartFrom), 0, 1);

    /// <summary>By the progress of the present holder; null until it has made any.</summary>
    public TimeSpan? BackfillLeft
    {
        get
        {
            if (IsBackfilled || Report?.Backfill is not { } start || BackfilledTo <= start.BackfilledTo || Now <= start.At)
                return null;
            var left = (Now - start.At) * ((StartedAt - BackfilledTo) / (BackfilledTo - start.BackfilledTo));
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }
}
