using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CallEvents.Alerting.State;

/// <summary>Alerting's memory: which alert was told through which channel.</summary>
internal sealed class AlertingState(DbContextOptions<AlertingState> options) : DbContext(options)
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

    /// <summary>For <c>dotnet ef migrations add</c> only.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<AlertingState>
    {
        public AlertingState CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<AlertingState>().UseSqlite("Data Source=design.db").Options);
    }
}
