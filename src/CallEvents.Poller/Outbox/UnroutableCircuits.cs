using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Outbox;

/// <summary>
/// A circuit for each event type. It opens when the broker returns a message as unroutable; the oldest event of the type then probes, after
/// 5 s at first and each minute in the end, and closes it when a queue is bound.
/// </summary>
internal sealed class UnroutableCircuits(TimeProvider time)
{
    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxBreakDuration = TimeSpan.FromMinutes(1);

    private readonly Dictionary<CallEventType, CircuitBreaker> breakers = Enum.GetValues<CallEventType>()
        .ToDictionary(type => type, _ => new CircuitBreaker(BreakDuration, MaxBreakDuration, time));

    public IReadOnlyList<CallEventType> Closed => [.. breakers.Keys.Where(type => breakers[type].State is CircuitState.Closed)];

    public IReadOnlyList<CallEventType> Probing => [.. breakers.Keys.Where(type => breakers[type].IsProbeDue)];

    /// <summary>How long until the next probe is due; null while all are closed.</summary>
    public TimeSpan? UntilNextProbe => UntilNextProbeOf(_ => true);

    /// <summary>The same for some of the types.</summary>
    public TimeSpan? UntilNextProbeOf(Func<CallEventType, bool> isIncluded) =>
        breakers.Where(breaker => isIncluded(breaker.Key)).Min(breaker => breaker.Value.UntilProbe);

    /// <summary>Whether an event of the type may be sent: its circuit is closed, or its probe is due.</summary>
    public bool Allows(CallEventType type) => breakers[type] is { State: CircuitState.Closed } or { IsProbeDue: true };

    /// <summary>Opens the circuit, or answers a probe. Of several messages returned together, the first counts.</summary>
    public void Open(CallEventType type)
    {
        if (Allows(type))
            breakers[type].Open();
    }

    public void Close(CallEventType type) => breakers[type].Close();
}
