using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>What the API has shown of one call, and when it was asked.</summary>
internal abstract record Answer(string CallId, DateTimeOffset SentAt)
{
    /// <summary>An item of a page.</summary>
    public sealed record Listed(SeenCall Call, DateTimeOffset SentAt) : Answer(Call.Id, SentAt);

    /// <summary>A call by its id, with its transcript or null while there is none.</summary>
    public sealed record Detailed(SeenCall Call, IReadOnlyList<Segment>? Transcript, DateTimeOffset SentAt) : Answer(Call.Id, SentAt);

    /// <summary>A call by its id that the API does not find.</summary>
    public sealed record Missing(string CallId, DateTimeOffset SentAt) : Answer(CallId, SentAt);
}
