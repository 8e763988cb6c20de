using System.Collections.Concurrent;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Transcripts;

/// <summary>
/// Checks that were not answered. They count for nothing. While the API answers others, the call itself is the trouble: it is
/// asked for less and less, and parked in the end; while it answers nobody, the call waits with everybody.
/// </summary>
internal sealed class Unanswered
{
    private const int Tries = 8;

    private readonly ConcurrentDictionary<string, (int Failures, long Answered)> calls = new(StringComparer.Ordinal);

    public void Forget(string callId) => calls.TryRemove(callId, out _);

    public Commit Postpone(string callId, string error, long answered, DateTimeOffset now)
    {
        var (failures, _) = calls.AddOrUpdate(
            callId,
            (1, answered),
            (_, before) => answered > before.Answered ? (before.Failures + 1, answered) : before);
        if (failures < Tries)
            return new Commit { Postponed = (callId, now + TimeSpan.FromSeconds(Math.Pow(2, failures - 1))) };

        var hour = TimeSpan.FromHours(1);
        return new Commit
        {
            Unreadable = [new Unreadable(callId, true, new Slice(now, now), $"GET /calls/{{id}}: {error}")],
            Postponed = (callId, now + hour),
        };
    }
}
