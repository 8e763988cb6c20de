using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Outbox;

/// <summary>Facts that fail while others are told. After some tries they are set aside for an hour, so that they stop nobody.</summary>
internal sealed class Poison(TimeProvider time)
{
    private const int Tries = 5;
    private static readonly TimeSpan Aside = TimeSpan.FromHours(1);

    private readonly Dictionary<long, int> suspects = [];
    private readonly Dictionary<long, long> setAside = [];

    /// <summary>The ids that are not to be tried now.</summary>
    public IReadOnlyCollection<long> SetAside()
    {
        foreach (var (id, since) in setAside)
        {
            if (time.GetElapsedTime(since) >= Aside)
                setAside.Remove(id);
        }

        return setAside.Keys;
    }

    /// <summary>Notes a failure beside successes. True: the fact is set aside now.</summary>
    public bool Suspect(FactRow fact)
    {
        var tries = suspects[fact.Id] = suspects.GetValueOrDefault(fact.Id) + 1;
        if (tries < Tries)
            return false;

        suspects.Remove(fact.Id);
        setAside[fact.Id] = time.GetTimestamp();
        return true;
    }
}
