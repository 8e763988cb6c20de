using System.Data.Common;
using System.Globalization;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Writes many rows of one table, by the columns of EF Core's model. EF Core itself tracks each row and generates its statement anew, which
/// cost more than the rest of a commit.
/// </summary>
internal sealed class BulkWriter<T>
    where T : class
{
    private readonly List<Column> columns;
    private readonly string rowSql;
    private readonly string batchSql;

    private BulkWriter(IEntityType entity)
    {
        var key = entity.FindPrimaryKey()!.Properties;
        columns =
        [
            .. entity
                .GetProperties()
                .Where(property => !(key.Contains(property) && property.ValueGenerated == ValueGenerated.OnAdd))
                .Select(property => new Column(property)),
        ];
        var into = $"INSERT INTO {entity.GetTableName()} ({List(column => column.Name)})";
        var others = columns.Where(column => !column.IsKey).ToList();
        var keyColumns = string.Join(", ", key.Select(property => $"\"{property.GetColumnName()}\""));
        var updates = string.Join(", ", others.Select(column => $"{column.Name} = excluded.{column.Name}"));
        var conflict = others.Count == columns.Count ? "" : $" ON CONFLICT ({keyColumns}) DO UPDATE SET {updates}";
        rowSql = $"{into} VALUES ({List(column => Parameter(column))}){conflict}";
        batchSql = $"{into} SELECT * FROM unnest({List(column => $"{Parameter(column)}::{column.StoreType}[]")}){conflict}";
    }

    public static BulkWriter<T> For(LedgerDbContext context)
    {
        var entity = context.Model.FindEntityType(typeof(T))!;
        return entity.GetOrAddRuntimeAnnotationValue(nameof(BulkWriter<>), static entity => new BulkWriter<T>(entity!), entity);
    }

    /// <summary>
    /// Inserts the rows within the context's open transaction. Unless the database generates the key, an existing row is replaced. No two
    /// rows may have the same key.
    /// </summary>
    public async Task WriteAsync(LedgerDbContext context, IReadOnlyList<T> rows)
    {
        if (rows.Count == 0)
            return;
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction!.GetDbTransaction();
        await (context.Database.IsSqlite() ? WriteRowsAsync(command, rows) : WriteBatchAsync(command, rows));
    }

    /// <summary>For a server: one statement, parsed and planned once, with a column of values as each parameter.</summary>
    private async Task WriteBatchAsync(DbCommand command, IReadOnlyList<T> rows)
    {
        command.CommandText = batchSql;
        foreach (var column in columns)
        {
            var parameter = command.CreateParameter();
            parameter.Value = column.Values(rows);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>For SQLite, a library in this process: one prepared statement, executed for each row.</summary>
    private async Task WriteRowsAsync(DbCommand command, IReadOnlyList<T> rows)
    {
        command.CommandText = rowSql;
        foreach (var column in columns)
            command.Parameters.Add(column.Parameter(command, Parameter(column)));

        foreach (var row in rows)
        {
            for (var index = 0; index < columns.Count; index++)
                command.Parameters[index].Value = columns[index].Value(row) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync();
        }
    }

    private string Parameter(Column column) => string.Create(CultureInfo.InvariantCulture, $"${columns.IndexOf(column) + 1}");

    private string List(Func<Column, string> text) => string.Join(", ", columns.Select(text));

    private sealed class Column
    {
        private readonly IClrPropertyGetter getter;
        private readonly RelationalTypeMapping mapping;
        private readonly Type type;

        public Column(IProperty property)
        {
            getter = property.GetGetter();
            mapping = property.GetRelationalTypeMapping();
            Name = $"\"{property.GetColumnName()}\"";
            IsKey = property.IsPrimaryKey();
            var stored = mapping.Converter?.ProviderClrType ?? property.ClrType;
            type =
                property.IsNullable && stored.IsValueType && Nullable.GetUnderlyingType(stored) is null
                    ? typeof(Nullable<>).MakeGenericType(stored)
                    : stored;
        }

        public string Name { get; }

        public bool IsKey { get; }

        public string StoreType => mapping.StoreType;

        public object? Value(T row) => getter.GetClrValue(row) is { } value ? mapping.Converter?.ConvertToProvider(value) ?? value : null;

        public Array Values(IReadOnlyList<T> rows)
        {
            var values = Array.CreateInstance(type, rows.Count);
            for (var index = 0; index < rows.Count; index++)
                values.SetValue(Value(rows[index]), index);
            return values;
        }

        public DbParameter Parameter(DbCommand command, string name)
        {
            var parameter = mapping.CreateParameter(command, "p", value: null, nullable: true);
            parameter.ParameterName = name;
            return parameter;
        }
    }
}
