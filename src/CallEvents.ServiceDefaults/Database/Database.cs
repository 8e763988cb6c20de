using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Tls;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Brings one database up to date, one process at a time.</summary>
internal sealed class DatabaseMigrator(Func<DbContext> open, Func<DatabaseOptions> options, TimeProvider time) : IDatabase, IDisposable
{
    // An index over millions of rows takes its time, and so does waiting for the replica that builds it.
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromHours(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim once = new(1, 1);
    private bool current;

    public async Task EnsureCurrentAsync(CancellationToken cancellationToken)
    {
        var database = options();
        await once.WaitAsync(cancellationToken);
        try
        {
            if (!current) await MigrateAsync(database, cancellationToken);
            current = true;
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException or SocketException or TimeoutException or AuthenticationException or CryptographicException)
        {
            // Npgsql's own words say no more than that the handshake failed.
            if (exception.GetBaseException() is CertificateRejectedException refused) throw new DatabaseUnusableException(refused.Message, exception);
            throw new DatabaseUnusableException(
                $"{database.Key}: cannot use '{Setting.Redact(database.ConnectionString)}': {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        finally
        {
            once.Release();
        }
    }

    public void Dispose() => once.Dispose();

    private async Task MigrateAsync(DatabaseOptions database, CancellationToken cancellationToken)
    {
        await using var context = open();
        if (database.Kind == DatabaseKind.PostgreSql)
            await MigrateServerAsync(context, cancellationToken);
        else
            await MigrateFileAsync(context, database.ConnectionString, cancellationToken);
    }

    private async Task MigrateFileAsync(DbContext context, string connectionString, CancellationToken cancellationToken)
    {
        await using var mine = await MigrationLock.TakeAsync(MigrationLock.FileOf(connectionString), time, cancellationToken);
        if (!(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any()) return;

        await MigrationLock.RemoveStaleLockAsync(context, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>
    /// EF Core's own lock, on its table, ends with the transaction, which is one migration: of replicas that start together, one may
    /// find a migration done that was to be done when it looked. Whatever is done twice fails as a whole, and is done all the same.
    /// So does what comes before the lock: making the database and that table.
    /// </summary>
    private async Task MigrateServerAsync(DbContext context, CancellationToken cancellationToken)
    {
        context.Database.SetCommandTimeout(CommandTimeout);
        var pending = await PendingAsync();
        for (var tries = 1; pending > 0; tries++)
        {
            var before = pending;
            try
            {
                await context.Database.MigrateAsync(cancellationToken);
                pending = await PendingAsync();
            }
            catch (PostgresException exception) when (tries < 20)
            {
                pending = await PendingAsync();
                if (pending == before && !IsConcurrentMigration(exception))
                    throw;
                await Task.Delay(Retry, time, cancellationToken);
            }
        }

        async Task<int> PendingAsync() => (await context.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
    }

    private static bool IsConcurrentMigration(PostgresException exception) => exception.SqlState is
        PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.UniqueViolation
        or PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.DeadlockDetected;
}
