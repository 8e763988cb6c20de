namespace CallEvents.Poller.Ledger;

/// <summary>Signals of a workspace's ledger to the loops that wait for work.</summary>
internal sealed class LedgerSignals(TimeProvider time)
{
    /// <summary>There are new events in the outbox.</summary>
    public Signal OutboxChanged { get; } = new(time);

    /// <summary>There are transcript checks that are due.</summary>
    public Signal ChecksChanged { get; } = new(time);
}
