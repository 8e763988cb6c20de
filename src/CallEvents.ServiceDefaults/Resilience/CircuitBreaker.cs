namespace CallEvents.ServiceDefaults.Resilience;

/// <summary>
/// The state of a circuit breaker: opens on a failure, lets one probe through after a break that doubles with each failed probe, and closes
/// on a success. Only state, no waiting: its owner decides what a probe is. Not thread-safe.
/// </summary>
/// <remarks>The break is measured by the monotonic clock: by the wall clock it would last as long as that clock is set back.</remarks>
/// <param name="breakDuration">How long it stays open after the first failure.</param>
/// <param name="maxBreakDuration">The longest break, unless a failure asks for a longer one.</param>
/// <param name="time">The clock.</param>
public sealed class CircuitBreaker(TimeSpan breakDuration, TimeSpan maxBreakDuration, TimeProvider time)
{
    private long openedAt;
    private TimeSpan? duration;
    private bool isProbing;

    /// <summary>Closed, open or half-open.</summary>
    public CircuitState State =>
        duration is null ? CircuitState.Closed
        : isProbing ? CircuitState.HalfOpen
        : CircuitState.Open;

    /// <summary>Consecutive failures that opened it or kept it open; 0 while closed.</summary>
    public int Failures { get; private set; }

    /// <summary>When a probe is due, by the present wall clock; null while closed. For people: <see cref="UntilProbe"/> decides.</summary>
    public DateTimeOffset? NextProbe => time.GetUtcNow() + UntilProbe;

    /// <summary>How long until a probe is due: null while closed, zero or less when it is due.</summary>
    public TimeSpan? UntilProbe => duration - time.GetElapsedTime(openedAt);

    /// <summary>Whether it is open and a probe is due.</summary>
    public bool IsProbeDue => State is CircuitState.Open && UntilProbe <= TimeSpan.Zero;

    /// <summary>Half-opens it when a probe is due. False: it is closed, or a probe is not due, or is under way.</summary>
    public bool TryProbe() => IsProbeDue && (isProbing = true);

    /// <summary>Ends a probe that has shown nothing; the next one is due immediately.</summary>
    public void AbandonProbe() => isProbing = false;

    /// <summary>Opens it, or keeps it open for a longer break.</summary>
    /// <param name="minBreak">The shortest break, if the failure asked for one.</param>
    public void Open(TimeSpan? minBreak = null)
    {
        var pause = ExponentialBackoff.Delay(++Failures, breakDuration, maxBreakDuration);
        duration = minBreak > pause ? minBreak.Value : pause;
        openedAt = time.GetTimestamp();
        isProbing = false;
    }

    /// <summary>Closes it; the next failure opens it for the first break again.</summary>
    public void Close()
    {
        Failures = 0;
        duration = null;
        isProbing = false;
    }
}
