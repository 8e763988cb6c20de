namespace CallEvents.Contracts;

/// <summary>
/// A call has appeared in Revont. Published once for each call, immediately, with or without a transcript; again, with a higher revision,
/// only in a replay (<see cref="Origins.Replay"/>).
/// </summary>
/// <remarks>
/// Its outcome and score are as of its discovery: a later edit is published as <see cref="CallUpdated"/>.
/// </remarks>
public sealed record CallRecorded
{
    /// <summary>The Revont account the call belongs to, by the name the operator gave it.</summary>
    public required string Workspace { get; init; }

    /// <summary>
    /// A number that grows with every message about the call, of any type; gaps are normal. Of two messages about one
    /// call (the same workspace and <see cref="Call.Id"/>), the one with the higher revision is newer, in any order of arrival.
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>When the poller observed this event, in UTC.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Why it is published now: one of <see cref="Origins"/>.</summary>
    public required string Origin { get; init; }

    /// <summary>The call as the API showed it.</summary>
    public required Call Call { get; init; }
}
