namespace CallEvents.Contracts;

/// <summary>
/// The transcript of a call has appeared. Published once for each call; again, with a higher revision, when a transcript that ended well
/// before its call has grown, or in a replay (<see cref="Origins.Replay"/>).
/// </summary>
/// <remarks>May arrive before <see cref="CallRecorded"/> of the same call: no order is guaranteed.</remarks>
public sealed record CallTranscribed
{
    /// <inheritdoc cref="CallRecorded.Workspace"/>
    public required string Workspace { get; init; }

    /// <inheritdoc cref="CallRecorded.Revision"/>
    public required long Revision { get; init; }

    /// <inheritdoc cref="CallRecorded.ObservedAt"/>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <inheritdoc cref="CallRecorded.Origin"/>
    public required string Origin { get; init; }

    /// <inheritdoc cref="CallRecorded.Call"/>
    public required Call Call { get; init; }

    /// <summary>The whole transcript, never empty, in the API's order.</summary>
    public required IReadOnlyList<Segment> Transcript { get; init; }
}
