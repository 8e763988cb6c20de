namespace CallEvents.Simulator.Faults;

/// <summary>What is in force when: the switches that were set, and the scenario over them. Safe to use from any thread.</summary>
internal sealed class MisbehaviourPlan(Scenario? scenario, TimeProvider time)
{
    private readonly DateTimeOffset start = time.GetUtcNow();
    private volatile Merged merged = new(Misbehaviour.None, Misbehaviour.None, Misbehaviour.None);
    private volatile Misbehaviour set = Misbehaviour.None;
    private volatile bool isQuiet = scenario is null;

    /// <summary>Whether nothing is on, and nothing will be by itself. Cheap: each request asks.</summary>
    public bool IsQuiet => isQuiet;

    public Misbehaviour Set
    {
        get => set;
        set
        {
            set = value;
            isQuiet = scenario is null && value == Misbehaviour.None;
        }
    }

    public Misbehaviour Now => At(time.GetUtcNow());

    public Misbehaviour At(DateTimeOffset instant)
    {
        if (isQuiet)
            return Misbehaviour.None;

        var (below, above, last) = (set, scenario?.At(instant - start) ?? Misbehaviour.None, merged);
        if (!ReferenceEquals(last.Below, below) || !ReferenceEquals(last.Above, above))
            merged = last = new(below, above, below.With(above));

        return last.Result;
    }

    /// <summary>The last answer, since merging takes a while and is nearly always the same.</summary>
    private sealed record Merged(Misbehaviour Below, Misbehaviour Above, Misbehaviour Result);
}
