using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>What rules are judged on, of any type of message.</summary>
/// <param name="Kind">The type of the message.</param>
/// <param name="Workspace">The Revont account of the call.</param>
/// <param name="Origin">Why the message was published: one of <see cref="Origins"/>.</param>
/// <param name="ObservedAt">When the poller observed what the message reports.</param>
/// <param name="Revision">The message's revision.</param>
/// <param name="Call">The call as in the message.</param>
/// <param name="Previous">The call before the change, for <see cref="EventKind.Updated"/>.</param>
internal sealed record CallEvent(
    EventKind Kind,
    string Workspace,
    string Origin,
    DateTimeOffset ObservedAt,
    long Revision,
    Call Call,
    Call? Previous = null
)
{
    /// <summary>The transcript, for <see cref="EventKind.Transcribed"/>.</summary>
    public IReadOnlyList<Segment>? Transcript { get; init; }

    /// <summary>
    /// Whether the call was older than this when the event was observed. A change and the news that no transcript comes are never late.
    /// </summary>
    public bool IsLate(TimeSpan maxAge) => Kind is EventKind.Recorded or EventKind.Transcribed && ObservedAt - Call.CreatedAt > maxAge;

    public static CallEvent Of(CallRecorded message) =>
        new(EventKind.Recorded, message.Workspace, message.Origin, message.ObservedAt, message.Revision, message.Call);

    public static CallEvent Of(CallTranscribed message) =>
        new(EventKind.Transcribed, message.Workspace, message.Origin, message.ObservedAt, message.Revision, message.Call)
        {
            Transcript = message.Transcript,
        };

    public static CallEvent Of(CallUpdated message) =>
        new(EventKind.Updated, message.Workspace, message.Origin, message.ObservedAt, message.Revision, message.Call, message.Previous);

    public static CallEvent Of(CallTranscriptUnavailable message) =>
        new(EventKind.Unavailable, message.Workspace, message.Origin, message.ObservedAt, message.Revision, message.Call);
}

/// <summary>The types of messages; in the file <c>recorded</c>, <c>transcribed</c>, <c>updated</c>, <c>unavailable</c>.</summary>
internal enum EventKind
{
    Recorded,
    Transcribed,
    Updated,
    Unavailable,
}
