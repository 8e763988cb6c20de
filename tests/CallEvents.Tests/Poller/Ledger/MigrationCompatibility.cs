using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>Checks migrations for a rolling upgrade, during which replicas of the previous version still use the database.</summary>
internal static class MigrationCompatibility
{
    /// <summary>The operations that break a replica of the previous version.</summary>
    public static IEnumerable<MigrationOperation> FindBreaking(IReadOnlyList<MigrationOperation> operations)
    {
        var created = operations.OfType<CreateTableOperation>().Select(table => table.Name).ToHashSet();
        return operations.Where(operation => IsBreaking(operation, created));
    }

    /// <param name="operation">One operation of the migration.</param>
    /// <param name="created">The tables that the migration creates: no replica of the previous version uses them.</param>
    private static bool IsBreaking(MigrationOperation operation, HashSet<string> created) =>
        operation switch
        {
            CreateTableOperation => false,
            CreateIndexOperation index => index.IsUnique && !created.Contains(index.Table),
            SqlOperation sql => !created.Any(table => sql.Sql.TrimStart().StartsWith($"INSERT INTO {table} ", StringComparison.Ordinal)),
            AddColumnOperation column => !column.IsNullable && column.DefaultValue is null && column.DefaultValueSql is null,
            _ => true,
        };
}
