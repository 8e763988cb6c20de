using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Tls;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Applies pending migrations to one database, one process at a time.</summary>
internal sealed class DatabaseMigrator(Func<DbContext> open, Func<DatabaseOptions> options, TimeProvider time) : IDisposable
{
    // Building an index over millions of rows takes long, and so does waiting for the replica that builds it.
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private const int MaxAttempts = 20;

    private readonly SemaphoreSlim once = new(1, 1);
    private bool isCurrent;
    private string? migratedFile;

    /// <summary>Applies pending migrations; does nothing after the first success in this process.</summary>
    /// <exception cref="DatabaseUnusableException">The database cannot be opened or migrated.</exception>
    public async Task EnsureCurrentAsync(CancellationToken cancellationToken)
    {
        var database = options();
        await once.WaitAsync(cancellationToken);
        try
        {
            if (!isCurrent)
                await MigrateAsync(database, cancellationToken);
            isCurrent = true;
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            throw Unusable(database, exception);
        }
        finally
        {
            once.Release();
        }
    }

    public void Dispose()
    {
        once.Dispose();
        if (migratedFile is { } connectionString)
            SqliteFile.Close(connectionString);
    }

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
        SqliteFile.Restrict(connectionString);
        migratedFile = connectionString;
        await using var file = await MigrationLock.TakeAsync(MigrationLock.FileOf(connectionString), time, cancellationToken);
        if (!(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            return;

        await MigrationLock.RemoveStaleLockAsync(context, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>
    /// EF Core's own lock on its history table lasts as long as the transaction of one migration: of replicas that start together, one
    /// may find a migration applied that was pending when it checked. A migration applied twice fails as a whole without harm, and
    /// so does what precedes the lock: creating the database and the history table.
    /// </summary>
    private async Task MigrateServerAsync(DbContext context, CancellationToken cancellationToken)
    {
        context.Database.SetCommandTimeout(CommandTimeout);
        var pending = await PendingAsync();
        for (var attempt = 1; pending > 0; attempt++)
        {
            var before = pending;
            try
            {
                await context.Database.MigrateAsync(cancellationToken);
                pending = await PendingAsync();
            }
            catch (PostgresException exception) when (attempt < MaxAttempts)
            {
                pending = await PendingAsync();
                if (pending == before && !IsConcurrentMigration(exception))
                    throw;
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }

        async Task<int> PendingAsync() => (await context.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
    }

    /// <summary>The error for an operator, with the setting and without its secrets.</summary>
    public static DatabaseUnusableException Unusable(DatabaseOptions database, Exception exception)
    {
        // Npgsql's own message says only that the handshake failed.
        if (exception.GetBaseException() is CertificateRejectedException rejected)
            return new DatabaseUnusableException(rejected.Message, exception);
        return new DatabaseUnusableException(
            $"{database.Key}: cannot use '{Setting.Redact(database.ConnectionString)}': {exception.Message.ReplaceLineEndings(" ")}",
            exception
        );
    }

    public static bool IsUnusable(Exception exception) =>
        exception
            is DbException
                or IOException
                or UnauthorizedAccessException
                or SocketException
                or TimeoutException
                or AuthenticationException
                or CryptographicException;

    private static bool IsConcurrentMigration(PostgresException exception) =>
        exception.SqlState
            is PostgresErrorCodes.DuplicateDatabase
                or PostgresErrorCodes.DuplicateTable
                or PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.ObjectInUse
                or PostgresErrorCodes.DeadlockDetected;
}
