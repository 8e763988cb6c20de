using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// One writer at a time in this process, where the database is a file. SQLite has one anyway, and its answer to a second is to poll
/// the lock with sleeps of 150 ms: waiting here costs nothing. On PostgreSQL the gate stands open: the row of a workspace is the lock.
/// </summary>
internal sealed class SqliteWriteGate(DatabaseKind database) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);

    public async Task<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        if (database == DatabaseKind.PostgreSql)
            return null;
        await gate.WaitAsync(cancellationToken);
        return new Permit(gate);
    }

    public void Dispose() => gate.Dispose();

    private sealed class Permit(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
