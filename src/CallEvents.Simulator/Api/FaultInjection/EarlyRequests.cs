using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>
/// Counts the requests of one API key sent before its <c>Retry-After</c> had elapsed, by the monotonic clock. The wait begins when
/// the response starts to leave: a request that arrived earlier could not take it into account.
/// </summary>
internal sealed class EarlyRequests(TimeProvider time)
{
    private const int MaxRecords = 1000;

    // A client on this machine that waits for an HTTP date uses the system clock, which differs slightly from the monotonic one.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMilliseconds(10);

    private readonly Lock sync = new();
    private readonly List<EarlyRequest> records = [];
    private DateTimeOffset responseSentAt;
    private long sentTimestamp;
    private long waitEnd = long.MinValue;
    private long count;

    public long Count => Volatile.Read(ref count);

    public IReadOnlyList<EarlyRequest> Records
    {
        get
        {
            lock (sync)
                return [.. records];
        }
    }

    /// <summary>Starts the wait of a response that is being sent now.</summary>
    public void StartWait(TimeSpan retryAfter, RetryAfterFormat format)
    {
        lock (sync)
        {
            (sentTimestamp, responseSentAt) = (time.GetTimestamp(), time.GetUtcNow());
            var wait = format == RetryAfterFormat.Date ? retryAfter - ClockSlack : retryAfter;
            waitEnd = Math.Max(waitEnd, sentTimestamp + (long)(wait.TotalSeconds * time.TimestampFrequency));
        }
    }

    /// <summary>Records the request if a wait is in progress. Cheap otherwise.</summary>
    public void RecordRequest(RequestScope kind)
    {
        var now = time.GetTimestamp();
        if (now >= Volatile.Read(ref waitEnd))
            return;

        lock (sync)
        {
            count++;
            if (records.Count < MaxRecords)
            {
                records.Add(
                    new(
                        kind,
                        responseSentAt,
                        (long)time.GetElapsedTime(sentTimestamp, now).TotalMilliseconds,
                        (long)Math.Ceiling(time.GetElapsedTime(now, waitEnd).TotalMilliseconds)
                    )
                );
            }
        }
    }
}

/// <summary>A request sent before a <c>Retry-After</c> had elapsed.</summary>
/// <param name="Kind">The API operation.</param>
/// <param name="ResponseSentAt">When the latest response with a <c>Retry-After</c> was sent.</param>
/// <param name="AfterResponseMs">Milliseconds since that response; a small value means that the two may have crossed.</param>
/// <param name="TooEarlyMs">Milliseconds until the end of the wait.</param>
internal sealed record EarlyRequest(RequestScope Kind, DateTimeOffset ResponseSentAt, long AfterResponseMs, long TooEarlyMs);
