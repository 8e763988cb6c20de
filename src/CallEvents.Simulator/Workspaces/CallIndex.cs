using System.Diagnostics.CodeAnalysis;

namespace CallEvents.Simulator.Workspaces;

/// <summary>
/// Indexes calls by id and by (created, id), so that the cost of a page depends on its size and not on that of the workspace.
/// Not thread-safe.
/// </summary>
internal sealed class CallIndex
{
    // A sorted list suffices: arrivals are appended, and shifting a million references for a late call takes less than a millisecond.
    private readonly List<SimulatedCallState> ordered = [];
    private readonly Dictionary<string, SimulatedCallState> byId = [];

    public bool TryGet(string id, [MaybeNullWhen(false)] out SimulatedCallState state) => byId.TryGetValue(id, out state);

    public void Add(SimulatedCallState state)
    {
        byId.Add(state.Call.Id, state);
        var position = CallPosition.Of(state.Call);
        ordered.Insert(ordered.Count == 0 || CallPosition.Of(ordered[^1].Call) < position ? ordered.Count : CountBefore(position), state);
    }

    public void Remove(SimulatedCallState state)
    {
        byId.Remove(state.Call.Id);
        ordered.RemoveAt(CountBefore(CallPosition.Of(state.Call)));
    }

    public void Replace(SimulatedCallState state, SimulatedCallState changed)
    {
        Remove(state);
        Add(changed);
    }

    /// <summary>Counts the calls created up to and including <paramref name="instant"/>.</summary>
    public int CountUpTo(DateTimeOffset instant) =>
        instant == DateTimeOffset.MaxValue ? ordered.Count : CountBefore(new(instant.AddTicks(1), ""));

    /// <summary>
    /// The calls at positions before <paramref name="before"/>, created up to and including <paramref name="upTo"/>, newest first.
    /// </summary>
    public IEnumerable<SimulatedCallState> NewestFirst(DateTimeOffset upTo, CallPosition? before = null)
    {
        var next = CountUpTo(upTo);
        if (before is { } position)
            next = Math.Min(next, CountBefore(position));

        while (--next >= 0)
            yield return ordered[next];
    }

    /// <summary>The calls in the range that the API shows at <paramref name="now"/>, newest first.</summary>
    public IEnumerable<SimulatedCallState> Shown(DateTimeOffset now, DateTimeOffset? upTo = null, CallPosition? before = null) =>
        (upTo <= now ? [] : FutureDated(now, upTo, before)).Concat(NewestFirst(upTo < now ? upTo.Value : now, before));

    /// <summary>The calls in the range that the API shows although they are dated after <paramref name="now"/>.</summary>
    public IEnumerable<SimulatedCallState> FutureDated(DateTimeOffset now, DateTimeOffset? upTo = null, CallPosition? before = null) =>
        NewestFirst(upTo ?? DateTimeOffset.MaxValue, before)
            .TakeWhile(state => state.Call.CreatedAt > now)
            .Where(state => state.IsFutureDated);

    private int CountBefore(CallPosition position)
    {
        var (low, high) = (0, ordered.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (CallPosition.Of(ordered[middle].Call) < position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
