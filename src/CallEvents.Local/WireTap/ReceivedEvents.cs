using System.Collections.Concurrent;
using CallEvents.Poller.Calls;

namespace CallEvents.Local.WireTap;

/// <summary>Keeps the events that the wire tap received in this run.</summary>
internal sealed class ReceivedEvents(TimeProvider time)
{
    private const int LatestCount = 10;

    private readonly Lock sync = new();
    private readonly Queue<ReceivedEvent> latest = new();
    private readonly HashSet<(CallEventType, string)> reportedKinds = [];
    private readonly ConcurrentQueue<ReceivedEvent> firstOfKind = new();
    private readonly Dictionary<(string CallId, CallEventType Type), HashSet<Guid>> messageIds = [];

    /// <summary>The number of events received per second.</summary>
    public EventRate Rate { get; } = new(time);

    /// <summary>Messages received more than once with the same message id, which is harmless.</summary>
    public long RepeatedDeliveries { get; private set; }

    /// <summary>The latest events, newest first.</summary>
    public IReadOnlyList<ReceivedEvent> Latest
    {
        get
        {
            lock (sync)
                return [.. latest.Reverse()];
        }
    }

    public void Add(CallEventType type, Guid messageId, string callId, string origin, string? outcome)
    {
        var received = new ReceivedEvent(time.GetUtcNow(), type, callId, origin, outcome);
        lock (sync)
        {
            var knownIds = messageIds.TryGetValue((callId, type), out var ids) ? ids : messageIds[(callId, type)] = [];
            if (!knownIds.Add(messageId))
                RepeatedDeliveries++;
            latest.Enqueue(received);
            if (latest.Count > LatestCount)
                latest.Dequeue();
            if (reportedKinds.Add((type, origin)))
                firstOfKind.Enqueue(received);
        }

        Rate.Record();
    }

    /// <summary>Returns the first event of each type and origin; each is returned only once.</summary>
    public IEnumerable<ReceivedEvent> TakeFirstOfEachKind()
    {
        while (firstOfKind.TryDequeue(out var first))
            yield return first;
    }

    /// <summary>Counts the distinct message ids of this event type for each call.</summary>
    public IReadOnlyDictionary<string, int> CountMessageIds(CallEventType type)
    {
        lock (sync)
        {
            return messageIds.Where(entry => entry.Key.Type == type).ToDictionary(entry => entry.Key.CallId, entry => entry.Value.Count);
        }
    }
}
