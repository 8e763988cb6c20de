namespace CallEvents.Poller.Calls;

/// <summary>The state of a call's transcript. A check is due at the call's next check, in any state.</summary>
internal enum TranscriptState
{
    /// <summary>Not available yet; checked with growing delays.</summary>
    Pending,

    /// <summary>Published. A next check means that it ended well before its call, and is checked once more.</summary>
    Transcribed,

    /// <summary>Published as unavailable. A next check means that a re-read has requeued it for one check.</summary>
    GivenUp,
}
