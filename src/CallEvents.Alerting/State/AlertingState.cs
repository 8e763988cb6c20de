using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Alerting's memory: which alert was told through which channel.</summary>
internal class AlertingState(DbContextOptions<AlertingState> options) : DbContext(options)
{
    public DbSet<ToldAlert> ToldAlerts => Set<ToldAlert>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<ToldAlert>(alert =>
    {
        alert.ToTable("told_alerts").HasKey(a => new { a.Workspace, a.RuleId, a.CallId, a.Channel });
        alert.Property(a => a.Workspace).HasColumnName("workspace");
        alert.Property(a => a.RuleId).HasColumnName("rule_id");
        alert.Property(a => a.CallId).HasColumnName("call_id");
        alert.Property(a => a.Channel).HasColumnName("channel");
        alert.Property(a => a.ClaimedUntil).HasColumnName("claimed_until");
        alert.Property(a => a.Claims).HasColumnName("claims");
        alert.Property(a => a.ToldAt).HasColumnName("told_at");
    });
}

/// <summary>What SQLite's migrations belong to.</summary>
internal sealed class SqliteAlertingState(DbContextOptions<AlertingState> options) : AlertingState(options);

/// <summary>What PostgreSQL's migrations belong to.</summary>
internal sealed class PostgreSqlAlertingState(DbContextOptions<AlertingState> options) : AlertingState(options);
