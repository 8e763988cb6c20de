namespace CallEvents.Poller.Outbox;

/// <summary>
/// Whether facts of one type flow. Closed when nobody listens; then its oldest fact knocks, after 5 s at first and each
/// minute in the end, and opens it when somebody does.
/// </summary>
internal sealed class TypeGate
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Ceiling = TimeSpan.FromMinutes(1);

    private TimeSpan delay = First;

    /// <summary>When to knock; null while open.</summary>
    public DateTimeOffset? NextKnock { get; private set; }

    public bool IsOpen => NextKnock is null;

    /// <summary>Closes the gate, or answers a knock; of many facts returned at once, the first counts.</summary>
    public void NobodyListens(DateTimeOffset now)
    {
        if (NextKnock > now)
            return;
        NextKnock = now + delay;
        delay = delay * 2 < Ceiling ? delay * 2 : Ceiling;
    }

    public void Open()
    {
        NextKnock = null;
        delay = First;
    }
}
