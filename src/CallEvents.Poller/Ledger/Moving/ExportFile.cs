using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger.Moving;

/// <summary>
/// A file that holds the ledger and the erasures of one workspace on the way to another database: a SQLite database with the same tables,
/// marked, so that no ledger in use is taken for one.
/// </summary>
internal sealed class ExportFile
{
    /// <summary>"CaEv" in ASCII.</summary>
    private const int ApplicationId = 0x43614576;

    private readonly string path;
    private readonly bool isReadOnly;

    private ExportFile(string path, bool isReadOnly) => (this.path, this.isReadOnly) = (path, isReadOnly);

    /// <summary>A new file with empty tables, which its owner alone can read.</summary>
    /// <exception cref="IOException">There is such a file, or it cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public static async Task<ExportFile> CreateAsync(string path, CancellationToken cancellationToken)
    {
        DatabaseFile.Create(path);
        var file = new ExportFile(path, isReadOnly: false);
        await file.MigrateAsync(cancellationToken);
        return file;
    }

    /// <summary>A file that was exported, brought up to date if an earlier version has written it.</summary>
    /// <exception cref="UnusableFileException">It is another file, or of a later version.</exception>
    public static async Task<ExportFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new UnusableFileException("which does not exist");
        var file = new ExportFile(path, isReadOnly: true);
        if (await file.ReadMarkAsync(cancellationToken) != ApplicationId)
            throw new UnusableFileException("which is no such file, or was not written to its end");

        await using var ledger = file.OpenLedger();
        await using var erasures = file.OpenErasures();
        var known = ledger.Database.GetMigrations().Concat(erasures.Database.GetMigrations()).ToHashSet();
        var applied = (await ledger.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet();
        if (!applied.IsSubsetOf(known))
            throw new UnusableFileException("which a later version has written");
        if (applied.Count == known.Count)
            return file;
        var outdated = new ExportFile(path, isReadOnly: false);
        await outdated.MigrateAsync(cancellationToken);
        return outdated;
    }

    public LedgerDbContext OpenLedger() => new SqliteLedgerDbContext(DatabaseFile.Options<LedgerDbContext>(path, isReadOnly));

    public ErasureDbContext OpenErasures() => new SqliteErasureDbContext(DatabaseFile.Options<ErasureDbContext>(path, isReadOnly));

    /// <summary>Marks it as whole.</summary>
    public async Task MarkAsync(CancellationToken cancellationToken)
    {
        await using var context = OpenLedger();
        await context.Database.ExecuteSqlRawAsync($"PRAGMA application_id = {ApplicationId}", cancellationToken);
    }

    /// <summary>Zero for a database of anybody else.</summary>
    private async Task<int> ReadMarkAsync(CancellationToken cancellationToken)
    {
        await using var context = OpenLedger();
        const string mark = """SELECT application_id AS "Value" FROM pragma_application_id""";
        try
        {
            return await context.Database.SqlQueryRaw<int>(mark).SingleAsync(cancellationToken);
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var ledger = OpenLedger();
        await ledger.Database.MigrateAsync(cancellationToken);
        await using var erasures = OpenErasures();
        await erasures.Database.MigrateAsync(cancellationToken);
    }
}
