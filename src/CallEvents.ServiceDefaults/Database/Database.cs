using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults;

/// <summary>Brings the database of one context up to date, one process at a time.</summary>
internal sealed class Database<TContext>(
    IDbContextFactory<TContext> contexts, IOptionsMonitor<DatabaseOptions> options, TimeProvider time) : IDatabase, IDisposable
    where TContext : DbContext
{
    private readonly SemaphoreSlim once = new(1, 1);
    private bool current;

    public async Task EnsureCurrentAsync(CancellationToken cancellationToken)
    {
        var database = options.Get(typeof(TContext).Name);
        await once.WaitAsync(cancellationToken);
        try
        {
            if (!current) await MigrateAsync(database, cancellationToken);
            current = true;
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException)
        {
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
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var mine = await MigrationLock.TakeAsync(FileOf(database), time, cancellationToken);
        if (!(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any()) return;

        await MigrationLock.ForgetTheDeadAsync(context, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    private static string? FileOf(DatabaseOptions database)
    {
        var sqlite = new SqliteConnectionStringBuilder(database.ConnectionString);
        var inMemory = sqlite.Mode is SqliteOpenMode.Memory || sqlite.DataSource is ":memory:" || sqlite.DataSource.StartsWith("file:", StringComparison.Ordinal);
        return inMemory ? null : Path.GetFullPath(sqlite.DataSource);
    }
}
