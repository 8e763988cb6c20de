using Microsoft.EntityFrameworkCore;

namespace CallEvents.CrmUpdater.State;

/// <summary>The CRM updater's memory: a row of a hundred bytes for each call, and no personal data.</summary>
internal class CrmDbContext(DbContextOptions<CrmDbContext> options) : DbContext(options)
{
    public DbSet<WrittenCall> WrittenCalls => Set<WrittenCall>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<WrittenCall>(call =>
    {
        call.ToTable("written_calls").HasKey(c => new { c.Workspace, c.CallId });
        call.Property(c => c.Workspace).HasColumnName("workspace");
        call.Property(c => c.CallId).HasColumnName("call_id");
        call.Property(c => c.FieldsRevision).HasColumnName("fields_revision");
        call.Property(c => c.TranscriptRevision).HasColumnName("transcript_revision");
    });
}

/// <summary>What SQLite's migrations belong to.</summary>
internal sealed class SqliteCrmDbContext(DbContextOptions<CrmDbContext> options) : CrmDbContext(options);

/// <summary>What PostgreSQL's migrations belong to.</summary>
internal sealed class PostgreSqlCrmDbContext(DbContextOptions<CrmDbContext> options) : CrmDbContext(options);
