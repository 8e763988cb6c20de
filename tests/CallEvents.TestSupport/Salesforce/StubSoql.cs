using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>Answers the queries that the adapter sends: SELECT … FROM … WHERE … AND … ORDER BY one field.</summary>
/// <remarks>
/// Source: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
/// for the escapes; comparisons of texts ignore the case.
/// </remarks>
internal static partial class StubSoql
{
    /// <returns>The records, or an error.</returns>
    public static (IReadOnlyList<JsonObject>? Records, StubError? Error) Run(StubOrg org, string soql)
    {
        if (Statement().Match(soql) is not { Success: true } statement)
            return (null, new StubError("MALFORMED_QUERY", $"unexpected token in: {soql}"));

        var fields = statement.Groups["fields"].Value.Split(',', StringSplitOptions.TrimEntries);
        var type = statement.Groups["object"].Value;
        if (type == "Task" && fields.FirstOrDefault(field => !org.Fields.ContainsKey(field)) is { } unknown)
            return (null, new StubError("INVALID_FIELD", $"No such column '{unknown}' on entity 'Task'."));

        var found = org.All(type).AsEnumerable();
        var rest = statement.Groups["where"].Value;
        while (rest.Length > 0)
        {
            if (Condition().Match(rest) is not { Success: true } condition)
                return (null, new StubError("MALFORMED_QUERY", $"unexpected token: {rest}"));
            found = found.Where(Test(condition));
            rest = rest[condition.Length..];
        }

        if (statement.Groups["order"].Value is { Length: > 0 } order)
            found = found.OrderBy(record => record.Text(order), StringComparer.Ordinal);
        return ([.. found.Select(record => Project(record, type, fields))], null);
    }

    private static Func<StubRecord, bool> Test(Match condition)
    {
        var field = condition.Groups["field"].Value;
        if (condition.Groups["notnull"].Success)
            return record => record[field] is not null;
        if (condition.Groups["flag"] is { Success: true } flag)
            return record => (record[field]?.GetValue<bool>() ?? false) == bool.Parse(flag.Value);

        var values = Literal()
            .Matches(condition.Groups["values"].Value)
            .Select(literal => Escape().Replace(literal.Groups[1].Value, "$1"))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return record => record.Text(field) is { } value && values.Contains(value);
    }

    private static JsonObject Project(StubRecord record, string type, string[] fields)
    {
        var result = new JsonObject { ["attributes"] = new JsonObject { ["type"] = type } };
        foreach (var field in fields)
        {
            if (field.Split('.') is [var parent, _])
                result[parent] ??= record[parent]?.DeepClone();
            else
                result[field] = record[field]?.DeepClone();
        }

        return result;
    }

    [GeneratedRegex(
        @"^SELECT (?<fields>[\w., ]+?) FROM (?<object>\w+)(?: WHERE (?<where>.*?))?(?: ORDER BY (?<order>\w+) ASC)?$",
        RegexOptions.Singleline
    )]
    private static partial Regex Statement();

    [GeneratedRegex(
        @"^(?:\s*AND\s+)?(?<field>\w+)\s*(?:(?<notnull>!= null)|= (?<flag>true|false)|= (?<values>'(?:[^'\\]|\\.)*')|"
            + @"IN \((?<values>'(?:[^'\\]|\\.)*'(?:,'(?:[^'\\]|\\.)*')*)\))\s*",
        RegexOptions.Singleline
    )]
    private static partial Regex Condition();

    [GeneratedRegex(@"'((?:[^'\\]|\\.)*)'", RegexOptions.Singleline)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\\(.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
