namespace CallEvents.Poller.Outbox;

/// <summary>
/// Whether facts of one type flow. Closed when nobody listens; then its oldest fact knocks, after 5 s at first and each
/// minute in the end, and opens it when somebody does.
/// </summary>
internal sealed class UnroutableCircuit
{
    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxBreakDuration = TimeSpan.FromMinutes(1);

    private TimeSpan delay = BreakDuration;

    /// <summary>When to knock; null while open.</summary>
    public DateTimeOffset? NextProbe { get; private set; }

    public bool IsClosed => NextProbe is null;

    /// <summary>Closes the gate, or answers a knock; of many facts returned at once, the first counts.</summary>
    public void Trip(DateTimeOffset now)
    {
        if (NextProbe > now)
            return;
        NextProbe = now + delay;
        delay = delay * 2 < MaxBreakDuration ? delay * 2 : MaxBreakDuration;
    }

    public void Close()
    {
        NextProbe = null;
        delay = BreakDuration;
    }
}
