namespace CallEvents.TestSupport;

/// <summary>A request that was sent before a <c>Retry-After</c> was over, as the simulator records it.</summary>
/// <param name="ResponseSentAt">When the response with the <c>Retry-After</c> was sent.</param>
/// <param name="AfterResponseMs">Milliseconds since then.</param>
internal sealed record EarlyRequest(DateTimeOffset ResponseSentAt, long AfterResponseMs)
{
    /// <summary>
    /// Excused are requests that were in flight when the response was sent, and requests after a kill that came before the poller could
    /// store the <c>Retry-After</c>.
    /// </summary>
    /// <param name="kills">The kills of the run.</param>
    /// <param name="readingTime">How long the poller may take to read the response: what it sends until then has crossed it.</param>
    public bool IsExcused(IReadOnlyList<PollerKill> kills, TimeSpan readingTime) =>
        AfterResponseMs <= readingTime.TotalMilliseconds
        || kills.Any(kill =>
            kill.At >= ResponseSentAt
            && !(kill.ApiPausedUntil > ResponseSentAt)
            && kill.At <= ResponseSentAt.AddMilliseconds(AfterResponseMs)
        );
}

/// <summary>A kill of the poller, and the <c>Retry-After</c> that it had stored by then.</summary>
internal sealed record PollerKill(DateTimeOffset At, DateTimeOffset? ApiPausedUntil);
