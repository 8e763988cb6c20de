namespace CallEvents.Simulator.Faults;

/// <summary>
/// Determines the active faults at any instant: the configured ones, overridden by those of the scenario. Safe to use from any thread.
/// </summary>
internal sealed class FaultPlan(Scenario? scenario, TimeProvider time)
{
    private readonly DateTimeOffset start = time.GetUtcNow();
    private volatile MergedFaults cached = new(FaultOptions.None, FaultOptions.None, FaultOptions.None);
    private volatile FaultOptions configured = FaultOptions.None;
    private volatile bool isEmpty = scenario is null;

    /// <summary>Whether there is neither a configured fault nor a scenario. Cheap, because every request checks it.</summary>
    public bool IsEmpty => isEmpty;

    public FaultOptions Configured
    {
        get => configured;
        set
        {
            configured = value;
            isEmpty = scenario is null && value == FaultOptions.None;
        }
    }

    public FaultOptions Current => At(time.GetUtcNow());

    public FaultOptions At(DateTimeOffset instant)
    {
        if (isEmpty)
            return FaultOptions.None;

        var (current, scheduled, last) = (configured, scenario?.At(instant - start) ?? FaultOptions.None, cached);
        if (!ReferenceEquals(last.Configured, current) || !ReferenceEquals(last.Scheduled, scheduled))
            cached = last = new(current, scheduled, current.OverriddenBy(scheduled));

        return last.Result;
    }

    /// <summary>The last result with its inputs. Merging is slow, and the inputs rarely change.</summary>
    private sealed record MergedFaults(FaultOptions Configured, FaultOptions Scheduled, FaultOptions Result);
}
