using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Ledger.Erasures;

/// <summary>Where erasures are kept: beside the ledger, unless <c>ConnectionStrings:Erasures</c> says otherwise.</summary>
internal sealed class ErasureLocation(IOptionsMonitor<DatabaseOptions> databases)
{
    private const string FileExtension = ".db";

    /// <summary>
    /// Whether a backup of the ledger's database contains them, so that one that is restored as a whole loses the later ones.
    /// </summary>
    public bool IsInBackupsOfLedger =>
        databases.Get(nameof(ErasureDbContext)).ConnectionString == databases.Get(nameof(LedgerDbContext)).ConnectionString;

    /// <summary>
    /// Beside a ledger that is a file, a file of its own: <c>callevents.erasures.db</c> for <c>callevents.db</c>, so that a copy of the
    /// ledger's files by their name leaves it alone. For PostgreSQL, a table in the same database.
    /// </summary>
    public static string Beside(string ledger)
    {
        if (new DatabaseOptions { ConnectionString = ledger }.Kind == DatabaseKind.PostgreSql)
            return ledger;
        var database = TryParse(ledger);
        if (database is null || database.DataSource.Length == 0)
            return ledger;
        var name = database.DataSource.EndsWith(FileExtension, StringComparison.OrdinalIgnoreCase)
            ? database.DataSource[..^FileExtension.Length]
            : database.DataSource;
        database.DataSource = $"{name}.erasures{FileExtension}";
        return database.ToString();
    }

    /// <summary>Null for one that is wrong: the ledger's own setting is reported.</summary>
    private static SqliteConnectionStringBuilder? TryParse(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
