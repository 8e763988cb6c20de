using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>Alerting's database: the outbox, and what is remembered of calls.</summary>
internal class AlertingDbContext(DbContextOptions<AlertingDbContext> options) : DbContext(options)
{
    public DbSet<OutboxAlert> Alerts => Set<OutboxAlert>();

    public DbSet<RememberedMatch> Remembered => Set<RememberedMatch>();

    public DbSet<RuleFire> Fires => Set<RuleFire>();

    public DbSet<ChannelPace> Paces => Set<ChannelPace>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OutboxAlert>(alert =>
        {
            alert.ToTable("alerts").HasKey(a => a.Id);
            alert.Property(a => a.Id).HasColumnName("id");
            alert.Property(a => a.Workspace).HasColumnName("workspace");
            alert.Property(a => a.RuleId).HasColumnName("rule_id");
            alert.Property(a => a.CallId).HasColumnName("call_id");
            alert.Property(a => a.Channel).HasColumnName("channel");
            alert.Property(a => a.Occurrence).HasColumnName("occurrence");
            alert.Property(a => a.State).HasColumnName("state");
            alert.Property(a => a.Reason).HasColumnName("reason");
            alert.Property(a => a.Severity).HasColumnName("severity");
            alert.Property(a => a.CreatedAt).HasColumnName("created_at");
            alert.Property(a => a.ObservedAt).HasColumnName("observed_at");
            alert.Property(a => a.DueAt).HasColumnName("due_at");
            alert.Property(a => a.FirstDueAt).HasColumnName("first_due_at");
            alert.Property(a => a.LateAt).HasColumnName("late_at");
            alert.Property(a => a.DropsLate).HasColumnName("drops_late");
            alert.Property(a => a.DigestReason).HasColumnName("digest_reason");
            alert.Property(a => a.DigestId).HasColumnName("digest_id");
            alert.Property(a => a.CountedBy).HasColumnName("counted_by");
            alert.Property(a => a.Content).HasColumnName("content");
            alert.Property(a => a.DeliveredTo).HasColumnName("delivered_to").HasDefaultValue("");
            alert.Property(a => a.Failures).HasColumnName("failures");
            alert.Property(a => a.ClaimedUntil).HasColumnName("claimed_until");
            alert.Property(a => a.ClaimNumber).HasColumnName("claim_number");
            alert.Property(a => a.EndedAt).HasColumnName("ended_at");
            alert
                .HasIndex(a => new
                {
                    a.Workspace,
                    a.RuleId,
                    a.CallId,
                    a.Channel,
                    a.Occurrence,
                })
                .IsUnique();
            alert.HasIndex(a => new
            {
                a.Channel,
                a.State,
                a.DueAt,
            });
            alert.HasIndex(a => a.DigestId);
            alert.HasIndex(a => new
            {
                a.CountedBy,
                a.Channel,
                a.CreatedAt,
            });
            alert.HasIndex(a => new { a.State, a.EndedAt });
            alert.HasIndex(a => new { a.State, a.DigestId }).HasFilter("content <> ''");
        });
        modelBuilder.Entity<RememberedMatch>(match =>
        {
            match
                .ToTable("remembered_matches")
                .HasKey(m => new
                {
                    m.Workspace,
                    m.RuleId,
                    m.CallId,
                });
            match.Property(m => m.Workspace).HasColumnName("workspace");
            match.Property(m => m.RuleId).HasColumnName("rule_id");
            match.Property(m => m.CallId).HasColumnName("call_id");
            match.Property(m => m.Fingerprint).HasColumnName("fingerprint");
            match.Property(m => m.Fields).HasColumnName("fields");
            match.Property(m => m.Rest).HasColumnName("rest");
            match.Property(m => m.Call).HasColumnName("call");
            match.Property(m => m.Revision).HasColumnName("revision");
            match.Property(m => m.ChangedAt).HasColumnName("changed_at");
            match.HasIndex(m => m.ChangedAt);
        });
        modelBuilder.Entity<RuleFire>(fire =>
        {
            fire.ToTable("rule_fires")
                .HasKey(f => new
                {
                    f.Workspace,
                    f.RuleId,
                    f.CallId,
                });
            fire.Property(f => f.Workspace).HasColumnName("workspace");
            fire.Property(f => f.RuleId).HasColumnName("rule_id");
            fire.Property(f => f.CallId).HasColumnName("call_id");
            fire.Property(f => f.CountedBy).HasColumnName("counted_by");
            fire.Property(f => f.FiredAt).HasColumnName("fired_at");
            fire.HasIndex(f => new { f.CountedBy, f.FiredAt });
            fire.HasIndex(f => f.FiredAt);
        });
        modelBuilder.Entity<OutboxLock>(row =>
        {
            row.ToTable("outbox_locks").HasKey(l => l.Name);
            row.Property(l => l.Name).HasColumnName("name");
            row.Property(l => l.Version).HasColumnName("version");
        });
        modelBuilder.Entity<ChannelPace>(pace =>
        {
            pace.ToTable("channel_paces").HasKey(p => p.Channel);
            pace.Property(p => p.Channel).HasColumnName("channel");
            pace.Property(p => p.NextAt).HasColumnName("next_at");
            pace.Property(p => p.AcceptedAt).HasColumnName("accepted_at").HasDefaultValue(0L);
        });
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
}

/// <summary>The context of the SQLite migrations.</summary>
internal sealed class SqliteAlertingDbContext(DbContextOptions<AlertingDbContext> options) : AlertingDbContext(options);

/// <summary>The context of the PostgreSQL migrations.</summary>
internal sealed class PostgreSqlAlertingDbContext(DbContextOptions<AlertingDbContext> options) : AlertingDbContext(options);
