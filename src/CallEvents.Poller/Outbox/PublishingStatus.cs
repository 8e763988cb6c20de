using System.Collections.Concurrent;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>How telling goes: since when it fails, and which types nobody subscribes to.</summary>
internal sealed class PublishingStatus
{
    private readonly ConcurrentDictionary<FactType, byte> unheard = new();
    private readonly long[] told = new long[Enum.GetValues<FactType>().Length];

    /// <summary>Since when no publish succeeded though there were some to make; null while they do.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>The types that wait because nobody subscribes to them.</summary>
    public IReadOnlyCollection<FactType> Unheard => [.. unheard.Keys.Order()];

    public long Told(FactType type) => Interlocked.Read(ref told[(int)type]);

    public void Tells(FactType type)
    {
        FailingSince = null;
        Interlocked.Increment(ref told[(int)type]);
    }

    public void Fails(DateTimeOffset now) => FailingSince ??= now;

    /// <summary>Whether this is news.</summary>
    public bool IsUnheard(FactType type) => unheard.TryAdd(type, 0);

    public bool IsHeard(FactType type) => unheard.TryRemove(type, out _);
}
