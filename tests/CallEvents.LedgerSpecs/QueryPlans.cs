using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.LedgerSpecs;

/// <summary>Asks the database, before each command on calls or facts, how it is going to carry it out.</summary>
internal sealed partial class QueryPlans : DbCommandInterceptor
{
    // Only what waits is in these: told facts, and calls that wait for nothing, are not.
    private const string Waiting = "IX_outbox_workspace_lane_id|IX_calls_workspace_lane_next_check_at|IX_calls_workspace_discovered_at|IX_calls_workspace_created_at";

    private readonly Dictionary<string, string> plans = [];

    public bool IsOn { get; set; }

    /// <summary>Each different statement, with its plan.</summary>
    public IReadOnlyList<string> All => [.. plans.Select(plan => $"{plan.Key}\n-- plan\n{plan.Value}\n")];

    /// <summary>Those that read a whole table, or all of a workspace in it.</summary>
    public IReadOnlyList<string> ThatReadAll => [.. All.Where(statement => OfAll().IsMatch(statement[statement.IndexOf("-- plan", StringComparison.Ordinal)..]))];

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command, cancellationToken);
        return result;
    }

    /// <summary>A page is one command of many statements that are alike but for their parameters' numbers.</summary>
    private async Task ExplainAsync(DbCommand command, CancellationToken cancellationToken)
    {
        if (!IsOn)
            return;
        foreach (var statement in command.CommandText.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var shape = ParameterNumber().Replace(statement, "@p");
            if (OnCallsOrFacts().IsMatch(statement) && !plans.ContainsKey(shape))
                plans.Add(shape, await PlanAsync(command, statement, cancellationToken));
        }
    }

    private static async Task<string> PlanAsync(DbCommand command, string statement, CancellationToken cancellationToken)
    {
        var isSqlite = command is Microsoft.Data.Sqlite.SqliteCommand;
        await using var explain = command.Connection!.CreateCommand();
        explain.Transaction = command.Transaction;
#pragma warning disable CA2100 // What EF wrote, with its parameters.
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
    private static partial Regex OnCallsOrFacts();

    [GeneratedRegex(@"@p\d+|@callIds\d+|@ids\d+")]
    private static partial Regex ParameterNumber();

    /// <summary>A search by nothing but the workspace is a scan by another name, as is PostgreSQL's walk along an index without a condition.</summary>
    [GeneratedRegex($"""
        ^\s*SCAN\ (c|o|calls|outbox)\d*\b(?!\ USING\ (COVERING\ )?INDEX\ ({Waiting})\b)
        |^\s*SEARCH\ (c|o|calls|outbox)\d*\ USING\ (COVERING\ )?INDEX\ (?!{Waiting})\S+\ \(workspace=\?\)
        |Seq\ Scan\ on\ (calls|outbox)\b
        |Index\ (Only\ )?Scan\ (Backward\ )?using\ "(?!{Waiting})[^"]+"\ on\ (calls|outbox)\b.*\n(?!\s+Index\ Cond:)
        |Index\ (Only\ )?Scan\ (Backward\ )?using\ "(?!{Waiting})[^"]+"\ on\ (calls|outbox)\b.*\n\s+Index\ Cond:\ \(workspace\ =\ '[^']*'::text\)$
        |Bitmap\ Index\ Scan\ on\ "(?!{Waiting})[^"]+".*\n(?!\s+Index\ Cond:)
        |Bitmap\ Index\ Scan\ on\ "(?!{Waiting})[^"]+".*\n\s+Index\ Cond:\ \(workspace\ =\ '[^']*'::text\)$
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex OfAll();
}
