using System.Collections.Concurrent;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Transcripts;

/// <summary>
/// Checks that were not answered. They count for nothing. While the API answers others, the call itself is the trouble: it is
/// asked for less and less, and parked in the end; while it answers nobody, the call waits with everybody.
/// </summary>
internal sealed class Unanswered
{
    private const int Tries = 8;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Failed> calls = new(StringComparer.Ordinal);

    public void Forget(string callId) => calls.TryRemove(callId, out _);

    public Commit Postpone(string callId, string error, long answered, DateTimeOffset now)
    {
        // Waited for longer with every failure; held against the call only when others were answered since its last one.
        var failed = calls.AddOrUpdate(
            callId,
            new Failed(1, 1, answered),
            (_, before) => new Failed(before.Times + 1, answered > before.Answered ? before.Alone + 1 : before.Alone, answered));
        if (failed.Alone < Tries)
            return new Commit { Postponed = (callId, now + Min(Longest, TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failed.Times, 16) - 1)))) };

        return new Commit
        {
            Unreadable = [new Unreadable(callId, true, null, $"GET /calls/{{id}}: {error}", Again: true)],
            Postponed = (callId, now + SetAside.Again),
        };
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <param name="Times">Failures in a row.</param>
    /// <param name="Alone">Those of them before which others were answered.</param>
    /// <param name="Answered">How many requests had been answered by the last one.</param>
    private sealed record Failed(int Times, int Alone, long Answered);
}
