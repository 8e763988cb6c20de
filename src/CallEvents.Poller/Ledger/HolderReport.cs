using System.Text.Json;
using System.Text.Json.Serialization;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// What only the holder of a workspace knows: how API and broker respond to it, and its recent counts. Without personal data; stored in the
/// ledger, where another version may read it.
/// </summary>
internal sealed record HolderReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>When a poll last completed, or closed one of its slices.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>Why the API does not respond as it should; null while it does.</summary>
    public ReportedProblem? Api { get; init; }

    /// <summary>Whether that is because it rejects the workspace's key.</summary>
    public bool IsKeyRejected { get; init; }

    /// <summary>Why the broker cannot be reached; null while it can.</summary>
    public ReportedProblem? Broker { get; init; }

    /// <summary>Since when no publish succeeds, and the last error; null while they succeed, or there is nothing to publish.</summary>
    public ReportedProblem? Publishing { get; init; }

    /// <summary>The types that wait because no queue is bound for them.</summary>
    public IReadOnlyList<CallEventType> UnroutableTypes { get; init; } = [];

    /// <summary>The expected queues that are not bound.</summary>
    public IReadOnlyList<UnboundQueue> UnboundQueues { get; init; } = [];

    /// <summary>How many events the broker refuses, while it accepts others.</summary>
    public long Refused { get; init; }

    /// <summary>The newest of them.</summary>
    public IReadOnlyList<RefusedEvent> RefusedEvents { get; init; } = [];

    /// <summary>Where backfill stood when this holder started; null when it was complete.</summary>
    public BackfillStart? Backfill { get; init; }

    /// <summary>Calls known to the ledger.</summary>
    public long Calls { get; init; }

    public RecentCountsSnapshot Recent { get; init; } = RecentCountsSnapshot.Empty;

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The report; null when it cannot be read, as one of a later version may be.</summary>
    public static HolderReport? Parse(string? json)
    {
        if (json is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize<HolderReport>(json, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A problem, and since when it lasts.</summary>
internal sealed record ReportedProblem(string Error, DateTimeOffset Since);

/// <summary>An expected queue that is not bound for an event type.</summary>
internal sealed record UnboundQueue(string Queue, CallEventType Type);

/// <summary>An event that the broker keeps refusing while it accepts others: parked until its next retry.</summary>
/// <param name="Id">Its id in the outbox.</param>
/// <param name="CallId">Its call.</param>
/// <param name="Type">Its type.</param>
/// <param name="Error">The last error, without personal data.</param>
/// <param name="ParkedAt">Since when it is parked.</param>
/// <param name="NextRetryAt">When it is sent again.</param>
internal sealed record RefusedEvent(
    long Id,
    string CallId,
    CallEventType Type,
    string Error,
    DateTimeOffset ParkedAt,
    DateTimeOffset NextRetryAt
);

/// <summary>Where backfill stood at a time.</summary>
internal sealed record BackfillStart(DateTimeOffset At, DateTimeOffset BackfilledTo);
