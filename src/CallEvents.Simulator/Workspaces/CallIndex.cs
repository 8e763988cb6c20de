using System.Diagnostics.CodeAnalysis;

namespace CallEvents.Simulator.Workspaces;

/// <summary>
/// The calls by id, and in order of (created, id), so that a page costs what it holds and not what the workspace holds.
/// Not thread-safe.
/// </summary>
internal sealed class CallIndex
{
    // A plain sorted list: arrivals go to its end, and moving a million references for a late one takes less than a millisecond.
    private readonly List<CallTruth> ordered = [];
    private readonly Dictionary<string, CallTruth> byId = [];

    public bool TryGet(string id, [MaybeNullWhen(false)] out CallTruth truth) => byId.TryGetValue(id, out truth);

    public void Add(CallTruth truth)
    {
        byId.Add(truth.Call.Id, truth);
        var position = CallPosition.Of(truth.Call);
        ordered.Insert(ordered.Count == 0 || CallPosition.Of(ordered[^1].Call) < position ? ordered.Count : CountBefore(position), truth);
    }

    public void Remove(CallTruth truth)
    {
        byId.Remove(truth.Call.Id);
        ordered.RemoveAt(CountBefore(CallPosition.Of(truth.Call)));
    }

    public void Replace(CallTruth truth, CallTruth changed)
    {
        Remove(truth);
        Add(changed);
    }

    /// <summary>How many calls were created up to and including <paramref name="instant"/>.</summary>
    public int CountUpTo(DateTimeOffset instant) =>
        instant == DateTimeOffset.MaxValue ? ordered.Count : CountBefore(new(instant.AddTicks(1), ""));

    /// <summary>The calls before <paramref name="before"/> created up to and including <paramref name="upTo"/>, newest first.</summary>
    public IEnumerable<CallTruth> NewestFirst(DateTimeOffset upTo, CallPosition? before = null)
    {
        var next = CountUpTo(upTo);
        if (before is { } position)
            next = Math.Min(next, CountBefore(position));

        while (--next >= 0)
            yield return ordered[next];
    }

    /// <summary>The calls that the API shows at <paramref name="now"/> and of those what is asked for, newest first.</summary>
    public IEnumerable<CallTruth> Shown(DateTimeOffset now, DateTimeOffset? upTo = null, CallPosition? before = null) =>
        (upTo <= now ? [] : Ahead(now, upTo, before)).Concat(NewestFirst(upTo < now ? upTo.Value : now, before));

    /// <summary>The calls that are shown although they are dated ahead of <paramref name="now"/>.</summary>
    public IEnumerable<CallTruth> Ahead(DateTimeOffset now, DateTimeOffset? upTo = null, CallPosition? before = null) =>
        NewestFirst(upTo ?? DateTimeOffset.MaxValue, before)
            .TakeWhile(truth => truth.Call.CreatedAt > now)
            .Where(truth => truth.IsShownAhead);

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
