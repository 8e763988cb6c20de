using System.Collections.Concurrent;
using CallEvents.Poller.Api;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Transcripts;

/// <summary>
/// Transcript checks without a usable response: none, or one that cannot be read. They do not count towards giving up. While the API
/// answers other requests, the call itself is the problem: it is retried less and less often, and parked in the end. While the API answers
/// none, the call waits like all others.
/// </summary>
internal sealed class FailedChecks
{
    private const int MaxAttempts = 8;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Failures> calls = new(StringComparer.Ordinal);

    public void Clear(string callId) => calls.TryRemove(callId, out _);

    /// <summary>Postpones the check, or parks the call.</summary>
    /// <param name="callId">The call.</param>
    /// <param name="error">Why there was no usable response.</param>
    /// <param name="account">The account of the request.</param>
    public ItemChanges Postpone(string callId, string error, ApiAccount account)
    {
        var (answeredRequests, now) = (account.AnsweredRequests, account.Clock.Now);

        // Each failure makes the delay longer; one counts against the call only when others were answered since its last one.
        var failures = calls.AddOrUpdate(
            callId,
            new Failures(1, 1, answeredRequests),
            (_, before) =>
                new Failures(
                    before.Count + 1,
                    answeredRequests > before.AnsweredRequests ? before.WhileHealthy + 1 : before.WhileHealthy,
                    answeredRequests
                )
        );
        return failures.WhileHealthy < MaxAttempts
            ? new ItemChanges(callId)
            {
                NextCheckAt = now + account.AddJitter(ExponentialBackoff.Delay(failures.Count, FirstDelay, MaxDelay)),
            }
            : DetailMapper.Park(callId, $"GET /calls/{{id}}: {error}", now);
    }

    /// <param name="Count">Consecutive failures.</param>
    /// <param name="WhileHealthy">Those of them before which the API answered other requests.</param>
    /// <param name="AnsweredRequests">How many requests had been answered by the last one.</param>
    private sealed record Failures(int Count, int WhileHealthy, long AnsweredRequests);
}
