using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads conditions: maps of one key.</summary>
internal sealed class ConditionReader(FileTexts texts)
{
    private const int LongestText = 300;

    private static readonly Dictionary<string, GroupKind> Groups = new()
    {
        ["anyOf"] = GroupKind.AnyOf,
        ["allOf"] = GroupKind.AllOf,
        ["noneOf"] = GroupKind.NoneOf,
    };

    private static readonly string[] Known =
    [
        .. FieldReader.Names,
        "said",
        "notSaid",
        .. MeasureReader.Names,
        "changed",
        "transcript",
        .. Groups.Keys,
    ];

    private readonly FieldReader fields = new(texts);
    private readonly WordsReader words = new(texts);

    /// <summary>Reads a list of conditions.</summary>
    public IReadOnlyList<Condition> Read(YamlField list)
    {
        const string expected = "a list of conditions";
        var items = list.Items(expected);
        if (list.IsList && items.Count == 0)
            list.Wrong("an empty list", expected);
        return [.. items.Select(ReadOne).OfType<Condition>()];
    }

    private Condition? ReadOne(YamlField item)
    {
        const string expected = "a condition: a mapping of one key";
        var entries = item.Entries(expected);
        if (entries.Count > 1)
            item.Wrong($"{entries.Count} keys", "one: each condition is an item of its own");
        else if (item.IsEmptyMapping)
            item.Wrong("an empty mapping", expected);
        return entries.Select(ReadCondition).ToList() is [var only] ? only : null;
    }

    private Condition? ReadCondition(YamlField field)
    {
        var text = Shorten($"{field.Name}: {field.OneLine}");
        if (FieldReader.Names.Contains(field.Name))
            return fields.Read(field, text);
        if (MeasureReader.Names.Contains(field.Name))
            return MeasureReader.Read(field, text);
        if (Groups.TryGetValue(field.Name, out var kind))
            return ReadGroup(field, text, kind);
        switch (field.Name)
        {
            case "said" or "notSaid":
                return words.Read(field, text);
            case "changed":
                return fields.ReadChange(field, text);
            case "transcript":
                return field.Choice("ready", "unavailable") is { } state ? new Condition.TranscriptState(text, state == "ready") : null;
            default:
                field.WrongKey("an unknown condition", Known);
                return null;
        }
    }

    private Condition.Group ReadGroup(YamlField field, string text, GroupKind kind)
    {
        var conditions = Read(field);
        if (conditions.Any(condition => condition.IsAboutTranscript) && conditions.Any(condition => !condition.IsAboutTranscript))
        {
            field.Wrong(
                "fields of the call and words or measures of the transcript in one group",
                "two rules, or two conditions beside each other"
            );
        }

        return new(text, kind, conditions);
    }

    /// <summary>No character is split.</summary>
    private static string Shorten(string text) =>
        text.Length <= LongestText ? text : $"{text[..(LongestText - (char.IsHighSurrogate(text[LongestText - 2]) ? 2 : 1))]}…";
}
