using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>Checks migrations for a rolling upgrade, during which replicas of the previous version still use the database.</summary>
internal static class MigrationCompatibility
{
    /// <summary>The operations that break a replica of the previous version.</summary>
    public static IEnumerable<MigrationOperation> FindBreaking(IEnumerable<MigrationOperation> operations) => operations.Where(IsBreaking);

    private static bool IsBreaking(MigrationOperation operation) =>
        operation switch
        {
            CreateTableOperation => false,
            CreateIndexOperation index => index.IsUnique,
            AddColumnOperation column => !column.IsNullable && column.DefaultValue is null && column.DefaultValueSql is null,
            _ => true,
        };
}
