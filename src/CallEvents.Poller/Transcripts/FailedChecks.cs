using System.Collections.Concurrent;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Transcripts;

/// <summary>
/// Checks that were not answered. They count for nothing. While the API answers others, the call itself is the trouble: it is
/// asked for less and less, and parked in the end; while it answers nobody, the call waits with everybody.
/// </summary>
internal sealed class FailedChecks
{
    private const int MaxAttempts = 8;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Failures> calls = new(StringComparer.Ordinal);

    public void Clear(string callId) => calls.TryRemove(callId, out _);

    public ChangeSet Postpone(string callId, string error, long answered, DateTimeOffset now)
    {
        // Waited for longer with every failure; held against the call only when others were answered since its last one.
        var failed = calls.AddOrUpdate(
            callId,
            new Failures(1, 1, answered),
            (_, before) => new Failures(before.Count + 1, answered > before.AnsweredRequests ? before.WhileHealthy + 1 : before.WhileHealthy, answered));
        if (failed.WhileHealthy < MaxAttempts)
            return new ChangeSet { Postponed = (callId, now + Min(MaxDelay, TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failed.Count, 16) - 1)))) };

        return new ChangeSet
        {
            Malformed = [new MalformedItem(callId, true, null, $"GET /calls/{{id}}: {error}", IsRetry: true)],
            Postponed = (callId, now + RetryIntervals.Parked),
        };
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <param name="Count">Failures in a row.</param>
    /// <param name="WhileHealthy">Those of them before which others were answered.</param>
    /// <param name="AnsweredRequests">How many requests had been answered by the last one.</param>
    private sealed record Failures(int Count, int WhileHealthy, long AnsweredRequests);
}
