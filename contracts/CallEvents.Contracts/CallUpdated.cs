namespace CallEvents.Contracts;

/// <summary>A published call has changed in Revont: an edited outcome, a new score, another rep.</summary>
/// <remarks>
/// Published only when a member of <see cref="Contracts.Call"/> differs. A changed transcript is a <see cref="CallTranscribed"/>.
/// </remarks>
public sealed record CallUpdated
{
    /// <inheritdoc cref="CallRecorded.Workspace"/>
    public required string Workspace { get; init; }

    /// <inheritdoc cref="CallRecorded.Revision"/>
    public required long Revision { get; init; }

    /// <inheritdoc cref="CallRecorded.ObservedAt"/>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <inheritdoc cref="CallRecorded.Origin"/>
    public required string Origin { get; init; }

    /// <summary>The call as it is now.</summary>
    public required Call Call { get; init; }

    /// <summary>The call as it was last published.</summary>
    public required Call Previous { get; init; }

    /// <summary>The JSON names of the members of the call that differ, such as <c>outcome</c>; never empty.</summary>
    public required IReadOnlyList<string> ChangedFields { get; init; }
}
