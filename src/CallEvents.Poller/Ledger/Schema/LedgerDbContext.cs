using System.Text;
using CallEvents.Poller.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallEvents.Poller.Ledger.Schema;

/// <summary>The ledger's tables. Times are microseconds since 1970 in UTC and lengths are microseconds, on every database the same.</summary>
internal class LedgerDbContext(DbContextOptions<LedgerDbContext> options) : DbContext(options)
{
    public DbSet<WorkspaceRow> Workspaces => Set<WorkspaceRow>();

    public DbSet<CallState> Calls => Set<CallState>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<GapRow> Gaps => Set<GapRow>();

    public DbSet<ParkedRow> Parked => Set<ParkedRow>();

    public DbSet<RereadRow> Rereads => Set<RereadRow>();

    public DbSet<ReplicaRow> Replicas => Set<ReplicaRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Microseconds>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<Duration>();
        configurationBuilder.Properties<CallEventType>().HaveConversion<string>();
        configurationBuilder.Properties<Guid>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<WorkspaceRow>(workspace => workspace.ToTable("workspaces").HasKey(row => row.Name));
        modelBuilder.Entity<CallState>(call =>
        {
            call.ToTable("calls").HasKey(row => new { row.Workspace, row.CallId });
            call.HasIndex(row => new { row.Workspace, row.Lane, row.NextCheckAt }).HasFilter("next_check_at IS NOT NULL");
            call.HasIndex(row => new { row.Workspace, row.DiscoveredAt }).HasFilter("transcript = 0");

            // What can be thinned, and nothing else: what was thinned already, or still waits for a transcript, costs no look.
            call.HasIndex(row => new { row.Workspace, row.CreatedAt }).HasFilter("fingerprint IS NULL AND transcript <> 0 AND next_check_at IS NULL");
        });
        modelBuilder.Entity<OutboxRow>(fact =>
        {
            fact.ToTable("outbox").HasKey(row => row.Id);
            fact.HasIndex(row => new { row.Workspace, row.CallId, row.Revision }).IsUnique();
            fact.HasIndex(row => new { row.Workspace, row.Lane, row.Id }).HasFilter("published_at IS NULL");
        });
        modelBuilder.Entity<GapRow>(gap => gap.ToTable("gaps").HasKey(row => new { row.Workspace, row.From, row.To }));
        modelBuilder.Entity<ParkedRow>(parked => parked.ToTable("parked").HasKey(row => new { row.Workspace, row.Key }));
        modelBuilder.Entity<RereadRow>(reread => reread.ToTable("reread_windows").HasKey(row => new { row.Workspace, row.Position }));
        modelBuilder.Entity<ReplicaRow>(replica => replica.ToTable("replicas").HasKey(row => row.Holder));

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(SnakeCase(property.Name));
    }

    private static string SnakeCase(string name) => name.Aggregate(new StringBuilder(), (text, letter) =>
        char.IsUpper(letter) ? text.Append(text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(letter)) : text.Append(letter)).ToString();

    private sealed class Microseconds() : ValueConverter<DateTimeOffset, long>(
        time => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        number => DateTimeOffset.UnixEpoch.AddTicks(number * TimeSpan.TicksPerMicrosecond));

    private sealed class Duration() : ValueConverter<TimeSpan, long>(
        length => length.Ticks / TimeSpan.TicksPerMicrosecond,
        number => TimeSpan.FromTicks(number * TimeSpan.TicksPerMicrosecond));
}

/// <summary>What SQLite's migrations belong to.</summary>
internal sealed class SqliteLedgerDbContext(DbContextOptions<LedgerDbContext> options) : LedgerDbContext(options);

/// <summary>What PostgreSQL's migrations belong to.</summary>
internal sealed class PostgreSqlLedgerDbContext(DbContextOptions<LedgerDbContext> options) : LedgerDbContext(options);
