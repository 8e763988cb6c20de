using System.Collections.Concurrent;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Outbox;

/// <summary>
/// Finds messages that fail by themselves: one larger than the broker accepts closes the channel that all publishes share, and others
/// fail with it. So after a failure messages are sent one at a time. One that fails right after another was confirmed waits for some
/// seconds, and after three such failures is parked for an hour, while the others are published. During an outage none is confirmed,
/// and so none is parked.
/// </summary>
internal sealed class PoisonMessages(TimeProvider time)
{
    /// <summary>A bound for the query that leaves them out: beyond it, sending starts again with the first.</summary>
    private const int MaxSkipped = 64;

    private static readonly TimeSpan[] Delays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)];

    private readonly Dictionary<long, Suspect> suspects = [];
    private readonly HashSet<long> skipped = [];
    private readonly ConcurrentQueue<long> requestedRetries = new();
    private int remaining;
    private bool isOtherConfirmed;
    private bool isNothingElsePending;

    /// <summary>Whether the next messages are sent one at a time.</summary>
    public bool IsOneAtATime => remaining > 0 || skipped.Count > 0;

    /// <summary>The suspect to send again, alone; null when none is due, or others go first.</summary>
    public long? NextRetry()
    {
        while (requestedRetries.TryDequeue(out var requested))
        {
            if (suspects.TryGetValue(requested, out var suspect))
                suspects[requested] = suspect with { Delay = TimeSpan.Zero };
        }

        if (!isOtherConfirmed && !isNothingElsePending)
            return null;
        foreach (var (id, suspect) in suspects)
        {
            if (IsDue(suspect))
                return id;
        }

        return null;
    }

    /// <summary>The ids that are not sent with others now.</summary>
    public IReadOnlyCollection<long> Excluded() => [.. suspects.Keys, .. skipped];

    /// <summary>Ends the pause of a suspect. May be called by any thread.</summary>
    public void RetryNow(long id) => requestedRetries.Enqueue(id);

    /// <summary>The suspects that are parked for an hour.</summary>
    public IReadOnlyList<RefusedEvent> Parked() =>
        suspects.Count == 0 ? [] : [.. suspects.Values.Select(suspect => suspect.Parked).OfType<RefusedEvent>()];

    /// <summary>How long until the next suspect is due; null without suspects.</summary>
    public TimeSpan? UntilNextRetry() =>
        suspects.Count == 0 ? null : suspects.Values.Min(suspect => suspect.Delay - time.GetElapsedTime(suspect.FailedAt));

    /// <summary>Records that nothing was left to send. False: reading again would not change that.</summary>
    public bool RecordNothingPending(long? retry)
    {
        if (retry is { } gone)
            return suspects.Remove(gone);
        remaining = 0;
        var isChanged = skipped.Count > 0 || !isNothingElsePending && suspects.Values.Any(IsDue);
        skipped.Clear();
        isNothingElsePending = true;
        return isChanged;
    }

    /// <summary>Records messages that the broker answered, without a failure among them.</summary>
    public void RecordSuccess(IEnumerable<OutboxRow> messages)
    {
        foreach (var message in messages)
        {
            suspects.Remove(message.Id);
            remaining = Math.Max(0, remaining - 1);
        }

        remaining += skipped.Count;
        skipped.Clear();
        (isOtherConfirmed, isNothingElsePending) = (true, false);
    }

    /// <summary>Records a failure of several messages: any of them may be the cause, or none.</summary>
    public void RecordFailure(IReadOnlyCollection<OutboxRow> messages)
    {
        remaining = messages.Count;
        (isOtherConfirmed, isNothingElsePending) = (false, false);
    }

    /// <summary>Records the failure of a message that was sent alone.</summary>
    /// <returns>Whether it is parked now.</returns>
    public bool RecordFailureAlone(OutboxRow message, string error)
    {
        remaining = Math.Max(0, remaining - 1);
        var isCause = isOtherConfirmed;
        (isOtherConfirmed, isNothingElsePending) = (false, false);
        var failures = suspects.TryGetValue(message.Id, out var known) ? known.Failures : 0;
        if (!isCause && failures == 0)
        {
            if (skipped.Count == MaxSkipped)
                skipped.Clear();
            skipped.Add(message.Id);
            return false;
        }

        failures = Math.Min(isCause ? failures + 1 : failures, Delays.Length);
        var delay = Delays[failures - 1];
        var parked = failures < Delays.Length ? null : Park(message, isCause ? error : null, delay, known.Parked);
        suspects[message.Id] = new Suspect(failures, delay, time.GetTimestamp(), parked);
        return isCause && parked is not null;
    }

    /// <param name="message">The message.</param>
    /// <param name="error">Its error; null when the broker may be the cause.</param>
    /// <param name="delay">Until its next retry.</param>
    /// <param name="earlier">How it has been parked until now.</param>
    private RefusedEvent Park(OutboxRow message, string? error, TimeSpan delay, RefusedEvent? earlier)
    {
        var now = time.GetUtcNow();
        return new RefusedEvent(
            message.Id,
            message.CallId,
            message.Type,
            error ?? earlier?.Error ?? "",
            earlier?.ParkedAt ?? now,
            now + delay
        );
    }

    private bool IsDue(Suspect suspect) => time.GetElapsedTime(suspect.FailedAt) >= suspect.Delay;

    private readonly record struct Suspect(int Failures, TimeSpan Delay, long FailedAt, RefusedEvent? Parked);
}
