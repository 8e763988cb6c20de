using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Writes many rows of one table, by the columns that EF Core knows. EF Core itself tracks each row and writes out its statement
/// anew, which cost more than all else that a commit does.
/// </summary>
internal sealed class RowWriter<T>
    where T : class
{
    private readonly List<Column> columns;
    private readonly string text;

    private RowWriter(IEntityType entity)
    {
        var key = entity.FindPrimaryKey()!.Properties;
        columns = [.. entity.GetProperties().Where(property => !(key.Contains(property) && property.ValueGenerated == ValueGenerated.OnAdd)).Select(property => new Column(property))];
        text = $"INSERT INTO {entity.GetTableName()} ({List(columns, column => column.Name)}) VALUES ({List(columns, column => Parameter(columns.IndexOf(column)))})";
        var others = columns.Where(column => !column.IsKey).ToList();
        if (others.Count < columns.Count)
            text += $" ON CONFLICT ({List(key, property => property.GetColumnName())}) DO UPDATE SET {List(others, column => $"{column.Name} = excluded.{column.Name}")}";
    }

    public static RowWriter<T> For(LedgerContext context)
    {
        var entity = context.Model.FindEntityType(typeof(T))!;
        return entity.GetOrAddRuntimeAnnotationValue(nameof(RowWriter<>), static entity => new RowWriter<T>(entity!), entity);
    }

    /// <summary>
    /// Inserts the rows, within the context's open transaction. Where the key is the row's own, and not the database's to give, a
    /// row that is there is replaced.
    /// </summary>
    public async Task WriteAsync(LedgerContext context, IReadOnlyCollection<T> rows)
    {
        if (rows.Count == 0)
            return;
        var connection = context.Database.GetDbConnection();
        var transaction = context.Database.CurrentTransaction!.GetDbTransaction();
        await (connection.CanCreateBatch ? WriteTogetherAsync(connection, transaction, rows) : WriteEachAsync(connection, transaction, rows));
    }

    /// <summary>For a server: all in one round trip.</summary>
    private async Task WriteTogetherAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<T> rows)
    {
        await using var maker = connection.CreateCommand();
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            foreach (var column in columns)
            {
                var parameter = column.Parameter(maker, name: "");
                parameter.Value = column.Value(row);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>For a library in this process: one statement, prepared once.</summary>
    private async Task WriteEachAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<T> rows)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        for (var index = 0; index < columns.Count; index++)
            command.Parameters.Add(columns[index].Parameter(command, Parameter(index)));

        foreach (var row in rows)
        {
            for (var index = 0; index < columns.Count; index++)
                command.Parameters[index].Value = columns[index].Value(row);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string Parameter(int column) => string.Create(CultureInfo.InvariantCulture, $"${column + 1}");

    private static string List<TItem>(IEnumerable<TItem> items, Func<TItem, string> text) => string.Join(", ", items.Select(text));

    private sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter getter = property.GetGetter();
        private readonly RelationalTypeMapping mapping = property.GetRelationalTypeMapping();

        public string Name { get; } = $"\"{property.GetColumnName()}\"";

        public bool IsKey { get; } = property.IsPrimaryKey();

        public object Value(T row) => getter.GetClrValue(row) is { } value ? mapping.Converter?.ConvertToProvider(value) ?? value : DBNull.Value;

        public DbParameter Parameter(DbCommand command, string name)
        {
            var parameter = mapping.CreateParameter(command, "p", value: null, nullable: true);
            parameter.ParameterName = name;
            return parameter;
        }
    }
}
