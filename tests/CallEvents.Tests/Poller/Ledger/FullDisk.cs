using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>Keeps an SQLite file from growing while the disk is full.</summary>
internal sealed class FullDisk : DbConnectionInterceptor
{
    private const long LargestFile = 1_073_741_823;

    public bool IsFull { get; set; }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Limit(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Limit(connection);
        return Task.CompletedTask;
    }

    // SQLite takes a limit below the file's size for the file's size.
    private void Limit(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA max_page_count = {(IsFull ? 1 : LargestFile)}";
        command.ExecuteNonQuery();
    }
}
