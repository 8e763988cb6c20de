using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>Collects the facts of one observation and numbers them.</summary>
internal sealed class Telling(Moment moment, long revision)
{
    private readonly List<Fact> facts = [];

    /// <summary>The revision of the last fact.</summary>
    public long Revision { get; private set; } = revision;

    public IReadOnlyList<Fact> Facts => facts;

    public void Recorded(Call call, Lane lane) => Add(FactType.CallRecorded, call, lane, told => new CallRecorded
    {
        Workspace = told.Workspace,
        Revision = told.Revision,
        ObservedAt = told.ObservedAt,
        Origin = told.Origin,
        Call = call,
    });

    public void Updated(Call call, Call previous, IReadOnlyList<string> changedFields) => Add(FactType.CallUpdated, call, moment.Lane, told => new CallUpdated
    {
        Workspace = told.Workspace,
        Revision = told.Revision,
        ObservedAt = told.ObservedAt,
        Origin = told.Origin,
        Call = call,
        Previous = previous,
        ChangedFields = changedFields,
    });

    public void Transcribed(Call call, IReadOnlyList<Segment> transcript, Lane lane) => Add(FactType.CallTranscribed, call, lane, told => new CallTranscribed
    {
        Workspace = told.Workspace,
        Revision = told.Revision,
        ObservedAt = told.ObservedAt,
        Origin = told.Origin,
        Call = call,
        Transcript = transcript,
    });

    public void Unavailable(Call call, string reason, Lane lane) => Add(FactType.CallTranscriptUnavailable, call, lane, told => new CallTranscriptUnavailable
    {
        Workspace = told.Workspace,
        Revision = told.Revision,
        ObservedAt = told.ObservedAt,
        Origin = told.Origin,
        Call = call,
        Reason = reason,
    });

    /// <summary>
    /// The revision follows the clock, so that a ledger that was lost, or restored from an old copy, repeats what it told under
    /// a higher revision rather than hiding news under a lower one.
    /// </summary>
    private void Add(FactType type, Call call, Lane lane, Func<Told, object> message)
    {
        Revision = Math.Max(Revision + 1, moment.Now.ToUnixTimeMilliseconds());
        var told = new Told(moment.Workspace, Revision, moment.Now, lane.Origin());
        facts.Add(new Fact(moment.Workspace, call.Id, Revision, type, lane, told.Origin, moment.Now, message(told)));
    }

    private readonly record struct Told(string Workspace, long Revision, DateTimeOffset ObservedAt, string Origin);
}
