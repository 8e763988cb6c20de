using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>Reads the entry of one property in a mapping file.</summary>
internal static class MappedPropertyReader
{
    private const string From = "from";
    private const string Text = "text";
    private const string Value = "value";
    private const string Values = "values";
    private const string Write = "write";
    private const string Once = "once";
    private const string Always = "always";

    /// <summary>The property; null when the entry is wrong, which has been reported.</summary>
    public static MappedProperty? Read(YamlField entry)
    {
        if (!entry.IsMapping)
            return entry.Choice(Sources.Names) is { } source ? Of(entry, source) : null;

        var fields = entry.Fields(From, Text, Value, Values, Write);
        string[] given = [.. new[] { From, Text, Value }.Where(fields.ContainsKey)];
        if (given is not [var kind])
        {
            entry.WrongKey(
                given.Length == 0 ? "none of from, text, value" : string.Join(" and ", given),
                "exactly one of from, text, value"
            );
            return null;
        }

        var property = kind switch
        {
            From => fields[From].Choice(Sources.Names) is { } source ? Of(entry, source) : null,
            Text => ReadText(entry, fields[Text]),
            _ => fields[Value].Text("a text") is { } value ? new MappedProperty(entry.Name, Value: value, Place: entry.Place) : null,
        };
        var values = fields.TryGetValue(Values, out var translation) ? ReadValues(translation, kind) : null;
        var write = fields.TryGetValue(Write, out var mode) ? mode.Choice(Always, Once) : null;
        return property is null ? null : property with { Values = values, Once = write is null ? property.Once : write == Once };
    }

    /// <remarks>People reassign records, so the owner is ours to set only as long as there is none of ours.</remarks>
    private static MappedProperty Of(YamlField entry, string source) =>
        new(entry.Name, From: source, Once: source == Sources.Owner, Place: entry.Place);

    private static MappedProperty? ReadText(YamlField entry, YamlField field)
    {
        if (field.Text("a text with sources in braces") is not { } text)
            return null;

        var template = new TextTemplate(text);
        var parts = template.Sources.Select(source => source.Part).ToHashSet();
        foreach (var unknown in template.Unknown)
            field.WrongChoice(unknown, Sources.Names);
        if (template.HasLoneBrace)
            field.Wrong("a brace without its other", "{source}, or {{ and }} for braces");
        else if (parts.Count == 0 && template.Unknown.Count == 0)
            field.Wrong("no source in braces", "a text such as 'Call: {outcome}'; a fixed text is a value");
        else if (parts.Contains(CallPart.Fields) && parts.Contains(CallPart.Transcript))
            // They change apart: with only one of them in a message, the other would have to be read from the CRM.
            field.Wrong("sources of the transcript and of the call's fields", $"beside the transcript's only {string.Join(", ", Fixed())}");
        else
            return new(entry.Name, Text: text, Place: entry.Place);
        return null;
    }

    private static Dictionary<string, string>? ReadValues(YamlField field, string kind)
    {
        if (kind != From)
        {
            field.WrongKey($"{Values} beside {kind}", $"{Values} only beside {From}");
            return null;
        }

        var entries = field.Entries("a mapping from the source's values to the CRM's");
        if (field.IsMapping && entries.Count == 0)
            field.Wrong("an empty mapping", "at least one value");
        return entries.ToDictionary(entry => entry.Name, entry => entry.Text("a text") ?? "");
    }

    private static IEnumerable<string> Fixed() => Sources.Names.Where(name => Sources.Find(name)!.Part == CallPart.Fixed);
}
