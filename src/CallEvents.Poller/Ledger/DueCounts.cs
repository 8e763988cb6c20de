using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Ledger;

/// <summary>How many facts of each type are observed and not yet told.</summary>
internal sealed class DueCounts
{
    private readonly long[] counts = new long[Enum.GetValues<FactType>().Length];

    public long this[FactType type] => Interlocked.Read(ref counts[(int)type]);

    public void Add(FactType type, long number) => Interlocked.Add(ref counts[(int)type], number);

    public void Set(IReadOnlyDictionary<FactType, long> due)
    {
        foreach (var type in Enum.GetValues<FactType>())
            Interlocked.Exchange(ref counts[(int)type], due.GetValueOrDefault(type));
    }

    public IReadOnlyDictionary<FactType, long> ByType() => Enum.GetValues<FactType>().ToDictionary(type => type, type => this[type]);
}
