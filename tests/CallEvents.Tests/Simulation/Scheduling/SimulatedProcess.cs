namespace CallEvents.Tests.Simulation.Scheduling;

/// <summary>
/// One process: the context in which all of its code runs. Killed, none of its work runs again; frozen, its work waits, as that of a
/// machine that is suspended.
/// </summary>
internal sealed class SimulatedProcess(string name, Scheduler scheduler) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Callback, object? State)> held = [];

    public string Name => name;

    public Scheduler Scheduler => scheduler;

    public bool IsAlive { get; private set; } = true;

    /// <summary>What the operating system does when it is gone.</summary>
    public event Action? Killed;

    public bool IsFrozen { get; private set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsAlive)
            scheduler.Post(this, d, state);
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public void Kill()
    {
        IsAlive = false;
        held.Clear();
        Killed?.Invoke();
    }

    public void Freeze() => IsFrozen = true;

    public void Thaw()
    {
        IsFrozen = false;
        foreach (var (callback, state) in held)
            Post(callback, state);
        held.Clear();
    }

    /// <summary>Keeps the item for later while the process is frozen.</summary>
    public bool TryHold(SendOrPostCallback callback, object? state)
    {
        if (IsFrozen)
            held.Add((callback, state));
        return IsFrozen;
    }
}
