namespace CallEvents.Poller.Calls;

/// <summary>Where a call's transcript stands. A check is due when the row has a next check, whatever the state.</summary>
internal enum TranscriptState
{
    /// <summary>Not there yet; checked with growing delays.</summary>
    Pending,

    /// <summary>Told. A next check means: it ended well before its call, and is looked at once more.</summary>
    Transcribed,

    /// <summary>Told as unavailable. A next check means: a re-read has put it back for one check.</summary>
    GivenUp,
}
