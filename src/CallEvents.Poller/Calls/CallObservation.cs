using CallEvents.Contracts;
using CallEvents.Revont.Calls;

namespace CallEvents.Poller.Calls;

/// <summary>What the API showed of one call, and when the request was sent.</summary>
internal abstract record CallObservation(string CallId, DateTimeOffset SentAt)
{
    /// <summary>An item of a page.</summary>
    public sealed record FromList(CallSnapshot Call, DateTimeOffset SentAt) : CallObservation(Call.Id, SentAt);

    /// <summary>A call requested by its id, with its transcript, or null while there is none.</summary>
    public sealed record FromDetail(CallSnapshot Call, IReadOnlyList<Segment>? Transcript, DateTimeOffset SentAt)
        : CallObservation(Call.Id, SentAt);

    /// <summary>A call requested by its id that the API does not find.</summary>
    public sealed record NotFound(string CallId, DateTimeOffset SentAt) : CallObservation(CallId, SentAt);
}
