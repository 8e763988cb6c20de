namespace CallEvents.Poller.Ledger.Schema;

/// <summary>What a job does.</summary>
internal enum JobKind
{
    /// <summary>Publishes calls of a window, or listed ones, again.</summary>
    Replay,

    /// <summary>Moves the start of a workspace back.</summary>
    Backfill,

    /// <summary>Observes the calls of a window, or listed ones, as a re-read does.</summary>
    Observe,

    /// <summary>Retries one parked call or item.</summary>
    Retry,

    /// <summary>Erases the data of calls, and keeps them from coming back.</summary>
    Forget,

    /// <summary>Ends requests and publishes of a workspace.</summary>
    Pause,

    /// <summary>Begins them again.</summary>
    Resume,
}
