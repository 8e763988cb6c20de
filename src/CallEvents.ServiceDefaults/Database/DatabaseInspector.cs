using CallEvents.ServiceDefaults.Configuration;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Reads whether a database exists and is up to date. Creates and changes nothing.</summary>
public sealed class DatabaseInspector
{
    private readonly Func<DbContext> open;
    private readonly Func<DatabaseOptions> options;

    internal DatabaseInspector(Func<DbContext> open, Func<DatabaseOptions> options) => (this.open, this.options) = (open, options);

    /// <summary>The database's options, validated.</summary>
    public DatabaseOptions Options => options();

    /// <summary>The connection string without its secrets.</summary>
    public string Place => Setting.Redact(Options.ConnectionString)!;

    /// <summary>
    /// Whether the folder of a database that does not exist yet is there. True for a server, where only the first start can show it.
    /// </summary>
    public bool CanCreate => Options.Kind == DatabaseKind.PostgreSql || SqliteFile.HasFolder(Options.ConnectionString);

    /// <summary>The state of the database.</summary>
    /// <exception cref="DatabaseUnusableException">It cannot be reached, or not be opened.</exception>
    public async Task<DatabaseState> InspectAsync(CancellationToken cancellationToken)
    {
        var database = Options;
        if (database.Kind == DatabaseKind.Sqlite && !SqliteFile.Exists(database.ConnectionString))
            return new DatabaseState(Exists: false, []);
        try
        {
            await using var context = open();
            var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            return new DatabaseState(pending.Count < context.Database.GetMigrations().Count(), pending);
        }
        catch (Exception exception) when (DatabaseMigrator.IsUnusable(exception))
        {
            throw DatabaseMigrator.Unusable(database, exception);
        }
    }
}

/// <summary>The state of a database.</summary>
/// <param name="Exists">Whether it has been created, by at least one migration.</param>
/// <param name="PendingMigrations">The migrations that the next start of the service applies.</param>
public sealed record DatabaseState(bool Exists, IReadOnlyList<string> PendingMigrations)
{
    /// <summary>Whether it can be used as it is.</summary>
    public bool IsCurrent => Exists && PendingMigrations.Count == 0;
}
