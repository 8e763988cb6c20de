using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>What a migration may do while replicas of the version before it still work.</summary>
internal static class Additions
{
    /// <summary>The operations that such a replica would not survive.</summary>
    public static IEnumerable<MigrationOperation> Refuse(IEnumerable<MigrationOperation> operations) => operations.Where(operation => operation switch
    {
        CreateTableOperation => false,
        CreateIndexOperation index => index.IsUnique,
        AddColumnOperation column => !column.IsNullable && column.DefaultValue is null && column.DefaultValueSql is null,
        _ => true,
    });
}
