namespace CallEvents.Local.Verification;

/// <summary>The deliveries for all calls, in this run and in earlier runs.</summary>
internal sealed record DeliveryRecord
{
    private static readonly TimeSpan MaxLiveAge = TimeSpan.FromDays(1);

    public required IReadOnlyDictionary<string, CallDelivery> Calls { get; init; }

    /// <summary>Whether a poll has succeeded in this run.</summary>
    public bool HasPolled { get; init; }

    /// <summary>The poller's first start; older calls are history and raise no alerts. Null before the poller has started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Pending events of types other than CallRecorded and CallTranscribed.</summary>
    public long OtherEventsPending { get; init; }

    /// <summary>Parked items and events, and open gaps.</summary>
    public long Parked { get; init; }

    /// <summary>Whether a call is recent enough for alerting.</summary>
    public bool IsLive(DateTimeOffset createdAt, DateTimeOffset now) => createdAt >= StartedAt && now - createdAt < MaxLiveAge;
}
