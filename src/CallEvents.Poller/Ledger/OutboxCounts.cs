using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger;

/// <summary>Number of pending events by type.</summary>
internal sealed class OutboxCounts
{
    private readonly long[] counts = new long[Enum.GetValues<CallEventType>().Length];

    public long this[CallEventType type] => Interlocked.Read(ref counts[(int)type]);

    public void Add(CallEventType type, long number) => Interlocked.Add(ref counts[(int)type], number);

    public void Set(IReadOnlyDictionary<CallEventType, long> due)
    {
        foreach (var type in Enum.GetValues<CallEventType>())
            Interlocked.Exchange(ref counts[(int)type], due.GetValueOrDefault(type));
    }

    public IReadOnlyDictionary<CallEventType, long> ByType() =>
        Enum.GetValues<CallEventType>().ToDictionary(type => type, type => this[type]);
}
