namespace CallEvents.Poller.Calls;

/// <summary>The types of events, named after their messages.</summary>
internal enum CallEventType
{
    CallRecorded,
    CallTranscribed,
    CallUpdated,
    CallTranscriptUnavailable,
}
