namespace CallEvents.Poller.Api;

/// <summary>How the API has responded lately, for readiness and status.</summary>
internal sealed class ApiHealth
{
    private volatile string? problem;
    private volatile bool isKeyRejected;

    /// <summary>Without personal data; null while the API responds.</summary>
    public string? Problem => problem;

    /// <summary>No request is sent before this time: the API's <c>Retry-After</c>.</summary>
    public DateTimeOffset? PausedUntil { get; private set; }

    /// <summary>The response to a request sent before a pause does not end the pause.</summary>
    public void RecordSuccess(DateTimeOffset now)
    {
        Reset();
        if (PausedUntil <= now)
            PausedUntil = null;
    }

    public void RecordFailure(string description) => problem = description;

    /// <returns>Whether this is news: other failures in between do not make it so.</returns>
    public bool RecordRejectedKey(string description)
    {
        problem = description;
        return !isKeyRejected && (isKeyRejected = true);
    }

    /// <summary>Forgets the problem: without a lease, no request would show its end. A pause stays.</summary>
    public void Reset()
    {
        problem = null;
        isKeyRejected = false;
    }

    public void Pause(DateTimeOffset until) => PausedUntil = PausedUntil > until ? PausedUntil : until;
}
