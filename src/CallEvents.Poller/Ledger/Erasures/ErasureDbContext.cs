using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger.Erasures;

/// <summary>
/// The store of erasures: a database of its own, so that an older copy of the ledger does not bring back what was erased.
/// </summary>
internal class ErasureDbContext(DbContextOptions<ErasureDbContext> options) : DbContext(options)
{
    public DbSet<ErasureRow> Erasures => Set<ErasureRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        TableConventions.Convert(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ErasureRow>(erasure => erasure.ToTable("erasures").HasKey(row => new { row.Workspace, row.CallId }));
        TableConventions.NameColumns(modelBuilder);
    }
}

/// <summary>The context of SQLite's migrations.</summary>
internal sealed class SqliteErasureDbContext(DbContextOptions<ErasureDbContext> options) : ErasureDbContext(options);

/// <summary>The context of PostgreSQL's migrations.</summary>
internal sealed class PostgreSqlErasureDbContext(DbContextOptions<ErasureDbContext> options) : ErasureDbContext(options);
