namespace CallEvents.Poller.Calls;

/// <summary>One thing to tell, with the message that tells it.</summary>
internal sealed record Fact(string Workspace, string CallId, long Revision, FactType Type, Lane Lane, string Origin, DateTimeOffset ObservedAt, object Message);

/// <summary>The four things that can be told of a call; each has the name of its message.</summary>
internal enum FactType
{
    CallRecorded,
    CallTranscribed,
    CallUpdated,
    CallTranscriptUnavailable,
}
