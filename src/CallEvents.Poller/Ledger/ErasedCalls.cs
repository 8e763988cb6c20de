using System.Collections.Concurrent;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// The calls of a workspace whose data was erased for good, as the store of erasures has them: no response about one of them is taken for
/// a call, new or known.
/// </summary>
internal sealed class ErasedCalls
{
    private readonly ConcurrentDictionary<string, byte> calls = new(StringComparer.Ordinal);

    public bool Contains(string callId) => calls.ContainsKey(callId);

    public void Add(IEnumerable<string> callIds)
    {
        foreach (var callId in callIds)
            calls.TryAdd(callId, 0);
    }
}
