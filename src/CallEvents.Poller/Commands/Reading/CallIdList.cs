using System.Globalization;
using System.Text.Json;
using CallEvents.ServiceDefaults.Commands;
using CsvHelper;
using CsvHelper.Configuration;

namespace CallEvents.Poller.Commands.Reading;

/// <summary>Reads ids of calls from a file: lines, CSV with a header, JSON, or JSON lines.</summary>
/// <param name="option">The option that names the file.</param>
internal sealed class CallIdList(string option)
{
    /// <summary>The names that are looked for when none is given, without case, spaces and underscores.</summary>
    private static readonly string[] UsualNames = ["id", "callid", "call.id"];
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>The column or member with the ids; null for one of the usual ones.</summary>
    public string? Column { get; init; }

    /// <summary>The option that names the column; null where none does.</summary>
    public string? ColumnOption { get; init; }

    /// <param name="path">The file; <c>-</c> for stdin.</param>
    /// <param name="input">The standard input.</param>
    /// <returns>Each id once.</returns>
    public HashSet<string> Read(string path, TextReader input)
    {
        if (path == "-")
            return Read(input);
        try
        {
            using var file = new StreamReader(path);
            return Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException(option, $"'{path}'", "a file that can be read, or - for stdin");
        }
    }

    private HashSet<string> Read(TextReader reader)
    {
        string? first;
        do first = reader.ReadLine()?.Trim();
        while (first is { Length: 0 });
        var ids =
            first is null ? []
            : first[0] is '{' or '[' ? ReadJson(first, reader)
            : Column is not null || first.AsSpan().IndexOfAny(Delimiters) >= 0 || IsUsual(first) ? ReadCsv(first, reader)
            : ReadLines(first, reader);
        return ids.Select(id => id.Trim()).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> ReadLines(string first, TextReader reader)
    {
        for (var line = first; line is not null; line = reader.ReadLine())
            yield return line;
    }

    private IEnumerable<string> ReadCsv(string header, TextReader reader)
    {
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = Delimiters.MaxBy(delimiter => header.Count(letter => letter == delimiter)).ToString(),
            BadDataFound = null,
        };
        using var first = new CsvParser(new StringReader(header), settings);
        first.Read();
        var names = first.Record!;
        var index = Array.FindIndex(names, name => Column is null ? IsUsual(name) : name.Trim() == Column);
        if (index < 0)
            throw Unknown(names.Select(name => name.Trim()));

        using var rows = new CsvParser(reader, settings);
        while (rows.Read())
        {
            if (index < rows.Count)
                yield return rows[index];
        }
    }

    private IEnumerable<string> ReadJson(string first, TextReader reader)
    {
        var lines =
            first[0] == '[' ? [first + reader.ReadToEnd()] : ReadLines(first, reader).Where(line => !string.IsNullOrWhiteSpace(line));
        foreach (var (line, number) in lines.Select((line, index) => (line, index + 1)))
        {
            using var document = Parse(line, number);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                yield return IdOf(document.RootElement);
            else
            {
                foreach (var item in document.RootElement.EnumerateArray())
                    yield return IdOf(item);
            }
        }
    }

    private JsonDocument Parse(string line, int number)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            throw new CommandUsageException(option, $"line {number}, which is no JSON", "a JSON object in each line");
        }
    }

    private string IdOf(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
            return item.GetString()!;
        IReadOnlyList<string> names = Column is null ? ["id", "call_id", "callId", "call.id"] : [Column];
        foreach (var name in names)
        {
            if (Member(item, name) is { ValueKind: JsonValueKind.String } id)
                return id.GetString()!;
        }

        throw Unknown(item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().Select(member => member.Name) : []);
    }

    private CommandUsageException Unknown(IEnumerable<string> names)
    {
        var all = string.Join(", ", names);
        return ColumnOption is null
            ? new CommandUsageException(option, all.Length == 0 ? "no ids" : all, "a column or member id, call_id or callId")
            : new CommandUsageException(
                ColumnOption,
                Column is null ? "nothing" : $"'{Column}'",
                all.Length == 0 ? "ids" : $"one of {all}"
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
