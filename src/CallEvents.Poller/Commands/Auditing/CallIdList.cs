using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Reads the ids that another tool has: lines, CSV with a header, or JSON lines.</summary>
internal static class CallIdList
{
    private const string ColumnOption = "--column";

    /// <summary>The names that are looked for when none is given, without case, spaces and underscores.</summary>
    private static readonly string[] UsualNames = ["id", "callid", "call.id"];
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <param name="path">The file; <c>-</c> for stdin.</param>
    /// <param name="column">The column or member with the ids; null for one of the usual ones.</param>
    /// <param name="input">The standard input.</param>
    public static HashSet<string> Read(string path, string? column, TextReader input)
    {
        if (path == "-")
            return Read(input, column);
        try
        {
            using var file = new StreamReader(path);
            return Read(file, column);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException("--against", $"'{path}'", "a file that can be read, or - for stdin");
        }
    }

    private static HashSet<string> Read(TextReader reader, string? column)
    {
        string? first;
        do first = reader.ReadLine()?.Trim();
        while (first is { Length: 0 });
        var ids =
            first is null ? []
            : first[0] is '{' or '[' ? ReadJson(first, reader, column)
            : column is not null || first.AsSpan().IndexOfAny(Delimiters) >= 0 || IsUsual(first) ? ReadCsv(first, reader, column)
            : ReadLines(first, reader);
        return ids.Select(id => id.Trim()).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> ReadLines(string first, TextReader reader)
    {
        for (var line = first; line is not null; line = reader.ReadLine())
            yield return line;
    }

    private static IEnumerable<string> ReadCsv(string header, TextReader reader, string? column)
    {
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = Delimiters.MaxBy(delimiter => header.Count(letter => letter == delimiter)).ToString(),
            BadDataFound = null,
        };
        using var first = new CsvParser(new StringReader(header), settings);
        first.Read();
        var names = first.Record!;
        var index = Array.FindIndex(names, name => column is null ? IsUsual(name) : name.Trim() == column);
        if (index < 0)
            throw new CommandUsageException(
                ColumnOption,
                column is null ? "nothing" : $"'{column}'",
                $"one of {string.Join(", ", names.Select(name => name.Trim()))}"
            );

        using var rows = new CsvParser(reader, settings);
        while (rows.Read())
        {
            if (index < rows.Count)
                yield return rows[index];
        }
    }

    private static IEnumerable<string> ReadJson(string first, TextReader reader, string? column)
    {
        var lines =
            first[0] == '[' ? [first + reader.ReadToEnd()] : ReadLines(first, reader).Where(line => !string.IsNullOrWhiteSpace(line));
        foreach (var (line, number) in lines.Select((line, index) => (line, index + 1)))
        {
            using var document = Parse(line, number);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                yield return IdOf(document.RootElement, column);
            else
            {
                foreach (var item in document.RootElement.EnumerateArray())
                    yield return IdOf(item, column);
            }
        }
    }

    private static JsonDocument Parse(string line, int number)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            throw new CommandUsageException("--against", $"line {number}, which is no JSON", "a JSON object in each line");
        }
    }

    private static string IdOf(JsonElement item, string? column)
    {
        if (item.ValueKind == JsonValueKind.String)
            return item.GetString()!;
        IReadOnlyList<string> names = column is null ? ["id", "call_id", "callId", "call.id"] : [column];
        foreach (var name in names)
        {
            if (Member(item, name) is { ValueKind: JsonValueKind.String } id)
                return id.GetString()!;
        }

        var members = item.ValueKind == JsonValueKind.Object ? string.Join(", ", item.EnumerateObject().Select(member => member.Name)) : "";
        throw new CommandUsageException(
            ColumnOption,
            column is null ? "nothing" : $"'{column}'",
            $"a member with the id of the call{(members.Length == 0 ? "" : $", one of {members}")}"
        );
    }

    /// <summary>A member, or one of a member, as in <c>call.id</c>.</summary>
    private static JsonElement? Member(JsonElement item, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out item))
                return null;
        }

        return item;
    }

    private static bool IsUsual(string name) =>
        UsualNames.Contains(
            name.Trim().Trim('"').Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal),
            StringComparer.OrdinalIgnoreCase
        );
}
