namespace CallEvents.Poller.Api;

/// <summary>How the API has answered lately, for readiness and the status.</summary>
internal sealed class ApiHealth
{
    private volatile string? trouble;

    /// <summary>In words, free of personal data; null while the API answers.</summary>
    public string? Trouble => trouble;

    /// <summary>No request is sent before this time, because the API asked so.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    public void Answers()
    {
        trouble = null;
        NotBefore = null;
    }

    public void Fails(string what) => trouble = what;

    public void Waits(DateTimeOffset until) => NotBefore = until;
}
