using Microsoft.EntityFrameworkCore;

namespace CallEvents.CrmUpdater.State;

/// <summary>The CRM updater's database: one row of about 200 bytes for each call, without personal data.</summary>
internal class CrmDbContext(DbContextOptions<CrmDbContext> options) : DbContext(options)
{
    public DbSet<CrmRecord> Records => Set<CrmRecord>();

    public DbSet<WrittenProperty> WrittenProperties => Set<WrittenProperty>();

    public DbSet<StateEpoch> Epochs => Set<StateEpoch>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CrmRecord>(record =>
        {
            // The workspace last: a call id that another workspace has written is found by the key's beginning.
            record
                .ToTable("crm_records")
                .HasKey(r => new
                {
                    r.Target,
                    r.CallId,
                    r.Workspace,
                });
            record.Property(r => r.Target).HasColumnName("target");
            record.Property(r => r.CallId).HasColumnName("call_id");
            record.Property(r => r.Workspace).HasColumnName("workspace");
            record.Property(r => r.FieldsRevision).HasColumnName("fields_revision");
            record.Property(r => r.TranscriptRevision).HasColumnName("transcript_revision");
            record.Property(r => r.WrittenProperties).HasColumnName("written_properties").HasDefaultValue(0L);
            record.Property(r => r.RecordId).HasColumnName("record_id");
            record.Property(r => r.ContactId).HasColumnName("contact_id");
            record.Property(r => r.OtherLinks).HasColumnName("other_links");
            record.Property(r => r.IsGone).HasColumnName("is_gone").HasDefaultValue(false);
            record.Property(r => r.SavedIn).HasColumnName("saved_in").HasDefaultValue(0L);
            record.Property(r => r.ClaimedUntil).HasColumnName("claimed_until").HasDefaultValue(0L);
            record.Property(r => r.ClaimedBy).HasColumnName("claimed_by").HasDefaultValue("");
        });
        modelBuilder.Entity<WrittenProperty>(property =>
        {
            property.ToTable("written_properties").HasKey(p => new { p.Target, p.Name });
            property.Property(p => p.Target).HasColumnName("target");
            property.Property(p => p.Name).HasColumnName("name");
            property.Property(p => p.Bit).HasColumnName("bit");
            property.HasIndex(p => new { p.Target, p.Bit }).IsUnique();
        });
        modelBuilder.Entity<StateEpoch>(epoch =>
        {
            epoch.ToTable("state_epoch").HasKey(e => e.Id);
            epoch.Property(e => e.Id).HasColumnName("id").ValueGeneratedNever();
            epoch.Property(e => e.Epoch).HasColumnName("epoch");
        });
    }
}

/// <summary>The context of the SQLite migrations.</summary>
internal sealed class SqliteCrmDbContext(DbContextOptions<CrmDbContext> options) : CrmDbContext(options);

/// <summary>The context of the PostgreSQL migrations.</summary>
internal sealed class PostgreSqlCrmDbContext(DbContextOptions<CrmDbContext> options) : CrmDbContext(options);
