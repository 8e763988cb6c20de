namespace CallEvents.TestSupport.HubSpot;

/// <summary>What happens instead of HubSpot's answer.</summary>
internal sealed record FaultKind
{
    public int? Status { get; private init; }

    public string ContentType { get; private init; } = "application/json;charset=utf-8";

    public string Body { get; private init; } = "{}";

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The connection ends without an answer.</summary>
    public bool Drops { get; private init; }

    /// <summary>Nothing happens until <see cref="HubSpotFault.Release"/>; then the request goes on.</summary>
    public bool Holds { get; private init; }

    /// <summary>A record is locked. Source: docs, error handling: 423 for a high volume on one record.</summary>
    public static FaultKind Locked { get; } = Error(423, "LOCKED");

    public static FaultKind Conflict { get; } = Error(409, "CONFLICT");

    public static FaultKind ServerError { get; } = Error(500, "INTERNAL_ERROR");

    public static FaultKind Unavailable { get; } = Error(503, "SERVICE_UNAVAILABLE");

    public static FaultKind RequestTimeout { get; } = Error(408, "TIMEOUT");

    /// <summary>The account moves to another data centre. Source: docs, error handling: 477 with Retry-After, up to 24 hours.</summary>
    public static FaultKind Migrating { get; } = Error(477, "MIGRATION_IN_PROGRESS") with { RetryAfter = TimeSpan.FromHours(24) };

    /// <summary>A proxy's page instead of JSON.</summary>
    public static FaultKind NotJson { get; } = Html(502);

    /// <summary>Success without results. Source: rudder-transformer pull request 5147.</summary>
    public static FaultKind EmptyComplete { get; } = new() { Status = 200, Body = """{"status":"COMPLETE","results":[]}""" };

    public static FaultKind Drop { get; } = new() { Drops = true };

    public static FaultKind Hold { get; } = new() { Holds = true };

    /// <summary>A 429 of this policy, without a limit that is counted.</summary>
    public static FaultKind TooManyRequests(string policy, TimeSpan? retryAfter = null) =>
        new()
        {
            Status = 429,
            RetryAfter = retryAfter,
            Body = $$"""{"status":"error","message":"You have reached your limit.","errorType":"RATE_LIMIT","policyName":"{{policy}}"}""",
        };

    /// <summary>A page of HTML with this status.</summary>
    public static FaultKind Html(int status) =>
        new()
        {
            Status = status,
            ContentType = "text/html",
            Body = "<html><body><h1>Bad gateway</h1></body></html>",
        };

    /// <summary>An error of this status.</summary>
    public static FaultKind Error(int status, string category) =>
        new()
        {
            Status = status,
            Body =
                $$"""{"status":"error","message":"Something went wrong.","correlationId":"019db170-0000-7000-8000-000000000000","category":"{{category}}"}""",
        };
}

/// <summary>A fault that is switched on. Disposing it switches it off, and releases what it holds.</summary>
internal sealed class HubSpotFault(FaultKind kind, Func<HubSpotRequest, bool> when, int? times, bool afterWrite) : IDisposable
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isOff;

    public FaultKind Kind => kind;

    /// <summary>Whether the request was handled before, so that its write stands although the answer does not say so.</summary>
    public bool AfterWrite => afterWrite;

    /// <summary>The requests that it met.</summary>
    public int Hits { get; private set; }

    internal Task Released => released.Task;

    /// <summary>Lets requests go on that are held, and those that follow.</summary>
    public void Release()
    {
        isOff = true;
        released.TrySetResult();
    }

    public void Dispose() => Release();

    internal bool Meets(HubSpotRequest request)
    {
        if (isOff || Hits >= times || !when(request))
            return false;
        Hits++;
        return true;
    }
}

/// <summary>The faults that are switched on.</summary>
internal sealed class FaultTable
{
    private readonly List<HubSpotFault> faults = [];
    private readonly Lock gate = new();

    public HubSpotFault Add(HubSpotFault fault)
    {
        lock (gate)
            faults.Add(fault);
        return fault;
    }

    /// <summary>The first fault that meets the request.</summary>
    public HubSpotFault? Find(HubSpotRequest request)
    {
        lock (gate)
            return faults.Find(fault => fault.Meets(request));
    }

    public void Release()
    {
        lock (gate)
            faults.ForEach(fault => fault.Release());
    }
}
