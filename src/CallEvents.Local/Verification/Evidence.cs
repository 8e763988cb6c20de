namespace CallEvents.Local.Verification;

/// <summary>What happened to all calls, now and in earlier runs.</summary>
internal sealed record Evidence
{
    private static readonly TimeSpan NewsFor = TimeSpan.FromDays(1);

    public required IReadOnlyDictionary<string, CallEvidence> Calls { get; init; }

    /// <summary>The first start of the poller: older calls are history, which alerts nobody. Null when it has not begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Updates and transcripts found unavailable that are still to be told.</summary>
    public long OthersDue { get; init; }

    /// <summary>Calls, items and slices that could not be read, and facts too large to tell.</summary>
    public long SetAside { get; init; }

    /// <summary>Whether alerting has to have taken a call for news.</summary>
    public bool IsNews(DateTimeOffset createdAt, DateTimeOffset now) => createdAt >= StartedAt && now - createdAt < NewsFor;
}
