namespace CallEvents.Poller.Api;

/// <summary>How the API has answered lately, for readiness and the status.</summary>
internal sealed class ApiHealth
{
    private volatile string? trouble;

    /// <summary>In words, free of personal data; null while the API answers.</summary>
    public string? Trouble => trouble;

    /// <summary>No request is sent before this time, because the API asked so.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>An answer to what was asked before a pause began does not end the pause.</summary>
    public void Answers(DateTimeOffset now)
    {
        trouble = null;
        if (NotBefore <= now)
            NotBefore = null;
    }

    /// <summary>Returns the trouble before.</summary>
    public string? Fails(string what) => Interlocked.Exchange(ref trouble, what);

    public void Waits(DateTimeOffset until) => NotBefore = NotBefore > until ? NotBefore : until;
}
