namespace CallEvents.Poller.Calls;

/// <summary>One thing to tell, with the message that tells it.</summary>
internal sealed record CallEvent(string Workspace, string CallId, long Revision, CallEventType Type, Lane Lane, string Origin, DateTimeOffset ObservedAt, object Message);

/// <summary>The four things that can be told of a call; each has the name of its message.</summary>
internal enum CallEventType
{
    CallRecorded,
    CallTranscribed,
    CallUpdated,
    CallTranscriptUnavailable,
}
