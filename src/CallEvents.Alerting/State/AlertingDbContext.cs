using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Alerting's database: the alerts sent through each channel.</summary>
internal class AlertingDbContext(DbContextOptions<AlertingDbContext> options) : DbContext(options)
{
    public DbSet<SentAlert> SentAlerts => Set<SentAlert>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<SentAlert>(alert =>
        {
            alert
                .ToTable("sent_alerts")
                .HasKey(a => new
                {
                    a.Workspace,
                    a.RuleId,
                    a.CallId,
                    a.Channel,
                });
            alert.Property(a => a.Workspace).HasColumnName("workspace");
            alert.Property(a => a.RuleId).HasColumnName("rule_id");
            alert.Property(a => a.CallId).HasColumnName("call_id");
            alert.Property(a => a.Channel).HasColumnName("channel");
            alert.Property(a => a.ClaimedUntil).HasColumnName("claimed_until");
            alert.Property(a => a.ClaimNumber).HasColumnName("claim_number");
            alert.Property(a => a.SentAt).HasColumnName("sent_at");
        });
}

/// <summary>The context of the SQLite migrations.</summary>
internal sealed class SqliteAlertingDbContext(DbContextOptions<AlertingDbContext> options) : AlertingDbContext(options);

/// <summary>The context of the PostgreSQL migrations.</summary>
internal sealed class PostgreSqlAlertingDbContext(DbContextOptions<AlertingDbContext> options) : AlertingDbContext(options);
