using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.LedgerSpecs;

/// <summary>Records the query plan of every command on calls or the outbox, before the command runs.</summary>
internal sealed partial class QueryPlanRecorder : DbCommandInterceptor
{
    // These indexes contain only pending work: no published events, and no calls without a pending transcript check or redaction.
    private const string PartialIndexes =
        "IX_outbox_workspace_lane_id|IX_calls_workspace_lane_next_check_at|IX_calls_workspace_discovered_at|IX_calls_workspace_created_at";

    private readonly Dictionary<string, string> plans = [];

    public bool IsRecording { get; set; }

    /// <summary>The distinct statements, each with its plan.</summary>
    public IReadOnlyList<string> Plans => [.. plans.Select(plan => $"{plan.Key}\n-- plan\n{plan.Value}\n")];

    /// <summary>The statements that read a whole table, or all rows of a workspace in it.</summary>
    public IReadOnlyList<string> FullScans =>
        [.. Plans.Where(statement => FullScan().IsMatch(statement[statement.IndexOf("-- plan", StringComparison.Ordinal)..]))];

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        await ExplainAsync(command, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        await ExplainAsync(command, cancellationToken);
        return result;
    }

    /// <summary>Explains each statement once: the commit of a page has many that differ only in their parameter numbers.</summary>
    private async Task ExplainAsync(DbCommand command, CancellationToken cancellationToken)
    {
        if (!IsRecording)
            return;
        foreach (var statement in command.CommandText.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var shape = ParameterNumber().Replace(statement, "@p");
            if (OnCallsOrOutbox().IsMatch(statement) && !plans.ContainsKey(shape))
                plans.Add(shape, await PlanAsync(command, statement, cancellationToken));
        }
    }

    private static async Task<string> PlanAsync(DbCommand command, string statement, CancellationToken cancellationToken)
    {
        var isSqlite = command is Microsoft.Data.Sqlite.SqliteCommand;
        await using var explain = command.Connection!.CreateCommand();
        explain.Transaction = command.Transaction;
#pragma warning disable CA2100 // The statement is EF's own, with its parameters.
        explain.CommandText = $"{(isSqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN")} {statement}";
#pragma warning restore CA2100
        foreach (DbParameter parameter in command.Parameters)
        {
            if (Mentions(statement, parameter.ParameterName.TrimStart('@')))
                explain.Parameters.Add(Copy(explain, parameter));
        }

        await using var reader = await explain.ExecuteReaderAsync(cancellationToken);
        List<string> lines = [];
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(reader.GetString(isSqlite ? 3 : 0));
        return string.Join('\n', lines);
    }

    private static bool Mentions(string statement, string parameter) => Regex.IsMatch(statement, $@"@{Regex.Escape(parameter)}\b");

    private static object Copy(DbCommand command, DbParameter parameter)
    {
        if (parameter is ICloneable cloneable)
            return cloneable.Clone();
        var copy = command.CreateParameter();
        (copy.ParameterName, copy.Value) = (parameter.ParameterName, parameter.Value);
        return copy;
    }

    [GeneratedRegex("""\b(FROM|JOIN|UPDATE|INTO) "?(calls|outbox)\b""", RegexOptions.ExplicitCapture)]
    private static partial Regex OnCallsOrOutbox();

    [GeneratedRegex(@"@p\d+|@callIds\d+|@ids\d+")]
    private static partial Regex ParameterNumber();

    /// <remarks>A search by the workspace alone is a scan too, and so is PostgreSQL's walk along an index without a condition.</remarks>
    [GeneratedRegex(
        $"""
            ^\s*SCAN\ (c|o|calls|outbox)\d*\b(?!\ USING\ (COVERING\ )?INDEX\ ({PartialIndexes})\b)
            |^\s*SEARCH\ (c|o|calls|outbox)\d*\ USING\ (COVERING\ )?INDEX\ (?!{PartialIndexes})\S+\ \(workspace=\?\)
            |Seq\ Scan\ on\ (calls|outbox)\b
            |Index\ (Only\ )?Scan\ (Backward\ )?using\ "(?!{PartialIndexes})[^"]+"\ on\ (calls|outbox)\b.*\n(?!\s+Index\ Cond:)
            |Index\ (Only\ )?Scan\ (Backward\ )?using\ "(?!{PartialIndexes})[^"]+"\ on\ (calls|outbox)\b.*\n
                \s+Index\ Cond:\ \(workspace\ =\ '[^']*'::text\)$
            |Bitmap\ Index\ Scan\ on\ "(?!{PartialIndexes})[^"]+".*\n(?!\s+Index\ Cond:)
            |Bitmap\ Index\ Scan\ on\ "(?!{PartialIndexes})[^"]+".*\n\s+Index\ Cond:\ \(workspace\ =\ '[^']*'::text\)$
            """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture
    )]
    private static partial Regex FullScan();
}
