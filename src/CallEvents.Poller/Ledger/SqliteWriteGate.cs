using CallEvents.Poller.Diagnostics;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Allows one writer at a time in this process on SQLite. SQLite has one writer anyway, and makes a second poll its lock with sleeps of 150
/// ms: waiting here costs nothing. Does nothing on PostgreSQL, where the row of a workspace is the lock.
/// </summary>
internal sealed class SqliteWriteGate(DatabaseKind database) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);

    public async Task<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        if (database == DatabaseKind.PostgreSql)
            return null;
        using (Heartbeat.Suspend())
            await gate.WaitAsync(cancellationToken);
        return new Permit(gate);
    }

    public void Dispose() => gate.Dispose();

    private sealed class Permit(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
