using CallEvents.Poller.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger.Schema;

/// <summary>The ledger's tables. On both databases, times are microseconds since 1970 in UTC and durations are microseconds.</summary>
internal class LedgerDbContext(DbContextOptions<LedgerDbContext> options) : DbContext(options)
{
    public DbSet<WorkspaceRow> Workspaces => Set<WorkspaceRow>();

    public DbSet<CallState> Calls => Set<CallState>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<GapRow> Gaps => Set<GapRow>();

    public DbSet<ParkedRow> Parked => Set<ParkedRow>();

    public DbSet<RereadRow> Rereads => Set<RereadRow>();

    public DbSet<ReplicaRow> Replicas => Set<ReplicaRow>();

    public DbSet<JobRow> Jobs => Set<JobRow>();

    public DbSet<HolderReportRow> HolderReports => Set<HolderReportRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        TableConventions.Convert(configurationBuilder);
        configurationBuilder.Properties<CallEventType>().HaveConversion<string>();
        configurationBuilder.Properties<JobKind>().HaveConversion<string>();
        configurationBuilder.Properties<JobState>().HaveConversion<string>();
        configurationBuilder.Properties<Guid>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<WorkspaceRow>(workspace => workspace.ToTable("workspaces").HasKey(row => row.Name));
        modelBuilder.Entity<CallState>(call =>
        {
            call.ToTable("calls").HasKey(row => new { row.Workspace, row.CallId });
            call.HasIndex(row => new
                {
                    row.Workspace,
                    row.Lane,
                    row.NextCheckAt,
                })
                .HasFilter("next_check_at IS NOT NULL");
            call.HasIndex(row => new { row.Workspace, row.DiscoveredAt }).HasFilter("transcript = 0");

            // Exactly the calls that can be redacted: those that are already, or still wait for a transcript, are not scanned.
            call.HasIndex(row => new { row.Workspace, row.CreatedAt })
                .HasFilter("fingerprint IS NULL AND transcript <> 0 AND next_check_at IS NULL");

            // Copied into the store of erasures, should that be a new one.
            call.HasIndex(row => new { row.Workspace, row.ForgottenAt }).HasFilter("forgotten_at IS NOT NULL");
        });
        modelBuilder.Entity<OutboxRow>(outbox =>
        {
            outbox.ToTable("outbox").HasKey(row => row.Id);
            outbox
                .HasIndex(row => new
                {
                    row.Workspace,
                    row.CallId,
                    row.Revision,
                })
                .IsUnique();
            outbox
                .HasIndex(row => new
                {
                    row.Workspace,
                    row.Lane,
                    row.Id,
                })
                .HasFilter("published_at IS NULL AND discarded_at IS NULL");
        });
        modelBuilder.Entity<GapRow>(gap =>
            gap.ToTable("gaps")
                .HasKey(row => new
                {
                    row.Workspace,
                    row.From,
                    row.To,
                })
        );
        modelBuilder.Entity<ParkedRow>(parked => parked.ToTable("parked").HasKey(row => new { row.Workspace, row.Key }));
        modelBuilder.Entity<RereadRow>(reread => reread.ToTable("reread_windows").HasKey(row => new { row.Workspace, row.Position }));
        modelBuilder.Entity<ReplicaRow>(replica => replica.ToTable("replicas").HasKey(row => row.Holder));
        modelBuilder.Entity<HolderReportRow>(report => report.ToTable("holder_reports").HasKey(row => row.Workspace));

        modelBuilder.Entity<JobRow>(job =>
        {
            job.ToTable("jobs").HasKey(row => row.Id);

            // Those that have not ended: looked for every second.
            job.HasIndex(row => new { row.Workspace, row.Id }).HasFilter("state IN ('Waiting', 'Running')");
        });
        TableConventions.NameColumns(modelBuilder);
    }
}

/// <summary>The context of SQLite's migrations.</summary>
internal sealed class SqliteLedgerDbContext(DbContextOptions<LedgerDbContext> options) : LedgerDbContext(options);

/// <summary>The context of PostgreSQL's migrations.</summary>
internal sealed class PostgreSqlLedgerDbContext(DbContextOptions<LedgerDbContext> options) : LedgerDbContext(options);
