namespace CallEvents.Poller.Api;

/// <summary>How the API has answered lately, for readiness and the status.</summary>
internal sealed class ApiHealth
{
    private volatile string? problem;

    /// <summary>In words, free of personal data; null while the API answers.</summary>
    public string? Problem => problem;

    /// <summary>No request is sent before this time, because the API asked so.</summary>
    public DateTimeOffset? PausedUntil { get; private set; }

    /// <summary>An answer to what was asked before a pause began does not end the pause.</summary>
    public void RecordSuccess(DateTimeOffset now)
    {
        problem = null;
        if (PausedUntil <= now)
            PausedUntil = null;
    }

    /// <summary>Returns the trouble before.</summary>
    public string? RecordFailure(string reason) => Interlocked.Exchange(ref problem, reason);

    public void Pause(DateTimeOffset until) => PausedUntil = PausedUntil > until ? PausedUntil : until;
}
