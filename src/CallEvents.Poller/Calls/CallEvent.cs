namespace CallEvents.Poller.Calls;

/// <summary>One event to publish, with its message.</summary>
internal sealed record CallEvent
{
    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    public required long Revision { get; init; }

    public required CallEventType Type { get; init; }

    public required Lane Lane { get; init; }

    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The replay that it belongs to; null for an event that was observed.</summary>
    public ReplayOrder? Replay { get; init; }

    /// <summary>The message, of the type of the contracts that <see cref="Type"/> names.</summary>
    public required object Message { get; init; }
}
