namespace CallEvents.Poller.Api;

/// <summary>How the API has responded lately, for readiness and status.</summary>
internal sealed class ApiHealth
{
    private volatile ApiProblem? problem;

    /// <summary>Without personal data; null while the API responds.</summary>
    public string? Problem => problem?.Error;

    /// <summary>The same, with since when it lasts and whether it is the key.</summary>
    public ApiProblem? Current => problem;

    /// <summary>No request is sent before this time: the API's <c>Retry-After</c>.</summary>
    public DateTimeOffset? PausedUntil { get; private set; }

    /// <summary>The response to a request sent before a pause does not end the pause.</summary>
    public void RecordSuccess(DateTimeOffset now)
    {
        Reset();
        if (PausedUntil <= now)
            PausedUntil = null;
    }

    /// <param name="error">Without personal data.</param>
    /// <param name="now">When it was noticed.</param>
    /// <param name="isKeyRejected">Whether the API rejects the workspace's key.</param>
    public void RecordFailure(string error, DateTimeOffset now, bool isKeyRejected = false) =>
        problem = new ApiProblem(error, problem is { } known && known.IsKeyRejected == isKeyRejected ? known.Since : now, isKeyRejected);

    /// <summary>Forgets the problem: without a lease, no request would show its end. A pause stays.</summary>
    public void Reset() => problem = null;

    public void Pause(DateTimeOffset until) => PausedUntil = PausedUntil > until ? PausedUntil : until;
}

/// <summary>Why the API does not respond as it should.</summary>
internal sealed record ApiProblem(string Error, DateTimeOffset Since, bool IsKeyRejected);
