namespace CallEvents.Contracts;

/// <summary>
/// A call has appeared in Revont. Told once for each call, at once, whether or not it has a transcript yet; again, with a higher
/// revision, only when an operator asks for it (<see cref="Origins.Replay"/>).
/// </summary>
/// <remarks>
/// Its outcome and score are a snapshot of the first sight: a later edit is told as <see cref="CallUpdated"/>.
/// </remarks>
public sealed record CallRecorded
{
    /// <summary>The Revont account the call belongs to, by the name the operator gave it.</summary>
    public required string Workspace { get; init; }

    /// <summary>
    /// A number that grows with every message about the call, of whatever type; gaps are normal. Of two messages about one
    /// call (the same workspace and <see cref="Call.Id"/>), the one with the higher revision is the newer, whichever came first.
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>When the poller observed this fact, in UTC.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Why it is told now: one of <see cref="Origins"/>.</summary>
    public required string Origin { get; init; }

    /// <summary>The call as the API showed it.</summary>
    public required Call Call { get; init; }
}
