using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>Collects the events of one decision and numbers them.</summary>
internal sealed class EventRecorder(ObservationContext context, long revision)
{
    private readonly List<CallEvent> events = [];

    /// <summary>The revision of the last event.</summary>
    public long Revision { get; private set; } = revision;

    public IReadOnlyList<CallEvent> Events => events;

    public void AddRecorded(Call call, Lane lane) =>
        Add(
            CallEventType.CallRecorded,
            call,
            lane,
            header => new CallRecorded
            {
                Workspace = header.Workspace,
                Revision = header.Revision,
                ObservedAt = header.ObservedAt,
                Origin = header.Origin,
                Call = call,
            }
        );

    public void AddUpdated(Call call, Call previous, IReadOnlyList<string> changedFields) =>
        Add(
            CallEventType.CallUpdated,
            call,
            context.Lane,
            header => new CallUpdated
            {
                Workspace = header.Workspace,
                Revision = header.Revision,
                ObservedAt = header.ObservedAt,
                Origin = header.Origin,
                Call = call,
                Previous = previous,
                ChangedFields = changedFields,
            }
        );

    public void AddTranscribed(Call call, IReadOnlyList<Segment> transcript, Lane lane) =>
        Add(
            CallEventType.CallTranscribed,
            call,
            lane,
            header => new CallTranscribed
            {
                Workspace = header.Workspace,
                Revision = header.Revision,
                ObservedAt = header.ObservedAt,
                Origin = header.Origin,
                Call = call,
                Transcript = transcript,
            }
        );

    public void AddUnavailable(Call call, string reason, Lane lane) =>
        Add(
            CallEventType.CallTranscriptUnavailable,
            call,
            lane,
            header => new CallTranscriptUnavailable
            {
                Workspace = header.Workspace,
                Revision = header.Revision,
                ObservedAt = header.ObservedAt,
                Origin = header.Origin,
                Call = call,
                Reason = reason,
            }
        );

    /// <summary>
    /// The revision follows the clock, so that a ledger that was lost, or restored from an old copy, publishes again under higher
    /// revisions instead of hiding newer state under lower ones.
    /// </summary>
    private void Add(CallEventType type, Call call, Lane lane, Func<Header, object> message)
    {
        Revision = Math.Max(Revision + 1, context.Now.ToUnixTimeMilliseconds());
        events.Add(
            new CallEvent
            {
                Workspace = context.Workspace,
                CallId = call.Id,
                Revision = Revision,
                Type = type,
                Lane = lane,
                ObservedAt = context.Now,
                Message = message(new Header(context.Workspace, Revision, context.Now, lane.Origin())),
            }
        );
    }

    private readonly record struct Header(string Workspace, long Revision, DateTimeOffset ObservedAt, string Origin);
}
