using System.Collections.Concurrent;
using CallEvents.Poller.Calls;

namespace CallEvents.Local.WireTap;

/// <summary>What came over the bus in this run, as anyone could have heard it.</summary>
internal sealed class Heard(TimeProvider time)
{
    private const int Newest = 10;

    private readonly Lock gate = new();
    private readonly Queue<HeardEvent> last = new();
    private readonly HashSet<(CallEventType, string)> kinds = [];
    private readonly ConcurrentQueue<HeardEvent> firsts = new();
    private readonly Dictionary<(string CallId, CallEventType Type), HashSet<Guid>> ids = [];

    /// <summary>How many events came in each of the last seconds.</summary>
    public Pulse Pulse { get; } = new(time);

    /// <summary>Events that came more than once under one id: harmless.</summary>
    public long Repeats { get; private set; }

    public IReadOnlyList<HeardEvent> Last
    {
        get
        {
            lock (gate)
                return [.. last.Reverse()];
        }
    }

    public void Add(CallEventType type, Guid messageId, string callId, string origin, string? outcome)
    {
        var heard = new HeardEvent(time.GetUtcNow(), type, callId, origin, outcome);
        lock (gate)
        {
            var known = ids.TryGetValue((callId, type), out var all) ? all : ids[(callId, type)] = [];
            if (!known.Add(messageId))
                Repeats++;
            last.Enqueue(heard);
            if (last.Count > Newest)
                last.Dequeue();
            if (kinds.Add((type, origin)))
                firsts.Enqueue(heard);
        }

        Pulse.Beat();
    }

    /// <summary>The first event of each type and origin, each only once.</summary>
    public IEnumerable<HeardEvent> TakeFirsts()
    {
        while (firsts.TryDequeue(out var first))
            yield return first;
    }

    /// <summary>Under how many ids an event of this type came for each call.</summary>
    public IReadOnlyDictionary<string, int> Of(CallEventType type)
    {
        lock (gate)
            return ids.Where(heard => heard.Key.Type == type).ToDictionary(heard => heard.Key.CallId, heard => heard.Value.Count);
    }
}
