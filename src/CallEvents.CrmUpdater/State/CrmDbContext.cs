using Microsoft.EntityFrameworkCore;

namespace CallEvents.CrmUpdater.State;

/// <summary>The CRM updater's database: one row of about 100 bytes for each call, without personal data.</summary>
internal class CrmDbContext(DbContextOptions<CrmDbContext> options) : DbContext(options)
{
    public DbSet<WrittenCall> WrittenCalls => Set<WrittenCall>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<WrittenCall>(call =>
        {
            call.ToTable("written_calls").HasKey(c => new { c.Workspace, c.CallId });
            call.Property(c => c.Workspace).HasColumnName("workspace");
            call.Property(c => c.CallId).HasColumnName("call_id");
            call.Property(c => c.FieldsRevision).HasColumnName("fields_revision");
            call.Property(c => c.TranscriptRevision).HasColumnName("transcript_revision");

            // With defaults, since a replica of an older release inserts rows without them.
            call.Property(c => c.ClaimedUntil).HasColumnName("claimed_until").HasDefaultValue(0L);
            call.Property(c => c.ClaimNumber).HasColumnName("claim_number").HasDefaultValue(0);
        });
}

/// <summary>The context of the SQLite migrations.</summary>
internal sealed class SqliteCrmDbContext(DbContextOptions<CrmDbContext> options) : CrmDbContext(options);

/// <summary>The context of the PostgreSQL migrations.</summary>
internal sealed class PostgreSqlCrmDbContext(DbContextOptions<CrmDbContext> options) : CrmDbContext(options);
