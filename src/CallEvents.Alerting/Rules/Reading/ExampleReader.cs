using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads a rule's <c>examples</c>.</summary>
internal static class ExampleReader
{
    private const string Line = "a line such as \"prospect: We look at others.\", in quotes";

    /// <summary>The calls on which the rule must fire, and those on which it must not, each with its place.</summary>
    public static (IReadOnlyList<PlacedExample> Fires, IReadOnlyList<PlacedExample> Silent) Read(YamlField field)
    {
        var fields = field.Fields("fires", "silent");
        return (Calls("fires"), Calls("silent"));

        IReadOnlyList<PlacedExample> Calls(string key) => fields.TryGetValue(key, out var calls) ? ReadCalls(calls) : [];
    }

    private static List<PlacedExample> ReadCalls(YamlField field)
    {
        const string expected = "a list of calls: each a line \"speaker: words\", or a list of lines";
        var items = field.Items(expected);
        if (field.IsList && items.Count == 0)
            field.Wrong("an empty list", expected);
        return [.. items.Select(ReadCall)];
    }

    private static PlacedExample ReadCall(YamlField field)
    {
        var items = field.IsList ? field.Items(Line) : [field];
        if (field.IsList && items.Count == 0)
            field.Wrong("an empty list", $"at least {Line}");
        return new(new([.. items.Select(ReadLine).OfType<(string, string)>()]), field);
    }

    private static (string Speaker, string Words)? ReadLine(YamlField field)
    {
        if (field.Text(Line) is not { } text)
            return null;
        if (
            text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
            && text[..colon].Trim() is { Length: > 0 } speaker
            && text[(colon + 1)..].Trim() is { Length: > 0 } words
        )
            return (speaker, words);

        field.Wrong("a line without a speaker, a colon and words", Line);
        return null;
    }
}

/// <summary>An example, and where it stands.</summary>
internal sealed record PlacedExample(Example Example, YamlField Field);
