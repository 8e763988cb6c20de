namespace CallEvents.Simulator.Faults;

/// <summary>
/// Counts the requests of one API key that came before a <c>Retry-After</c> answered to it was over, by the monotonic clock. The
/// wait begins when the answer begins to leave: what came before it could not know.
/// </summary>
internal sealed class EarlyRequests(TimeProvider time)
{
    private const int MostKept = 1000;

    // A client on this machine that waits for an HTTP date by the machine's clock may be a little off the monotonic one.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly List<EarlyRequest> kept = [];
    private DateTimeOffset answeredAt;
    private long sentAt;
    private long over = long.MinValue;
    private long count;

    public long Count => Volatile.Read(ref count);

    public IReadOnlyList<EarlyRequest> Kept
    {
        get
        {
            lock (gate)
                return [.. kept];
        }
    }

    /// <summary>Notes that an answer with that wait leaves now.</summary>
    public void Answer(TimeSpan retryAfter, RetryAfterForm form)
    {
        lock (gate)
        {
            (sentAt, answeredAt) = (time.GetTimestamp(), time.GetUtcNow());
            var wait = form == RetryAfterForm.Date ? retryAfter - ClockSlack : retryAfter;
            over = Math.Max(over, sentAt + (long)(wait.TotalSeconds * time.TimestampFrequency));
        }
    }

    /// <summary>Notes that a request came now. Cheap while no wait is on.</summary>
    public void Note(RequestScope kind)
    {
        var now = time.GetTimestamp();
        if (now >= Volatile.Read(ref over))
            return;

        lock (gate)
        {
            count++;
            if (kept.Count < MostKept)
            {
                kept.Add(new(
                    kind,
                    answeredAt,
                    (long)time.GetElapsedTime(sentAt, now).TotalMilliseconds,
                    (long)Math.Ceiling(time.GetElapsedTime(now, over).TotalMilliseconds)));
            }
        }
    }
}

/// <summary>A request that came too early.</summary>
/// <param name="Kind">What was asked for.</param>
/// <param name="AnsweredAt">When the latest answer with a <c>Retry-After</c> left.</param>
/// <param name="AfterAnswerMs">How long after the latest answer with a <c>Retry-After</c>; a few may have crossed with it.</param>
/// <param name="TooEarlyMs">How long before the end of the wait.</param>
internal sealed record EarlyRequest(RequestScope Kind, DateTimeOffset AnsweredAt, long AfterAnswerMs, long TooEarlyMs);
