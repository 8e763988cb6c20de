namespace CallEvents.Contracts;

/// <summary>
/// The poller has given up waiting for the transcript of a call, by default after two days of answered checks. If the
/// transcript appears later and a re-read finds it, <see cref="CallTranscribed"/> follows with a higher revision.
/// </summary>
public sealed record CallTranscriptUnavailable
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

    /// <summary>The result of the last check: one of <see cref="TranscriptUnavailableReasons"/>.</summary>
    public required string Reason { get; init; }
}
