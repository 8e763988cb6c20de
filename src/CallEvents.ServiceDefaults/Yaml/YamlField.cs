using System.Globalization;

namespace CallEvents.ServiceDefaults.Yaml;

/// <summary>A value in a YAML file, read by what is expected of it. What differs becomes a problem, and reading goes on.</summary>
public sealed class YamlField
{
    internal const string RootName = "file";

    private readonly YamlNode node;
    private readonly YamlPlace keyPlace;
    private readonly YamlProblems problems;
    private readonly string path;

    internal YamlField(string path, YamlNode node, YamlPlace keyPlace, YamlProblems problems, string name = "")
    {
        this.path = path;
        this.node = node;
        this.keyPlace = keyPlace;
        this.problems = problems;
        Name = name;
    }

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>File and line of the key, such as <c>mapping.yaml:7</c>.</summary>
    public string Place => $"{problems.File}:{keyPlace.Line}";

    /// <summary>The line of the value, from 1.</summary>
    public long Line => node.Place.Line;

    /// <summary>Whether there is nothing, or <c>null</c>.</summary>
    public bool IsNull => node is YamlScalar { Text: null };

    /// <summary>Whether it is a mapping.</summary>
    public bool IsMapping => node is YamlMap;

    /// <summary>Whether it is a mapping without keys.</summary>
    public bool IsEmptyMapping => node is YamlMap { Entries: [] };

    /// <summary>Whether it is a list.</summary>
    public bool IsList => node is YamlList;

    /// <summary>The value in one line, as YAML. Texts are shown as they are, personal data too.</summary>
    public string OneLine => YamlLine.Of(node);

    private string Key => path.Length == 0 ? RootName : path;

    /// <summary>Reads a mapping whose keys are known. Others are problems.</summary>
    /// <returns>What is there of them; empty when it is no mapping.</returns>
    public IReadOnlyDictionary<string, YamlField> Fields(params IReadOnlyCollection<string> known)
    {
        var fields = new Dictionary<string, YamlField>();
        foreach (var entry in Entries($"a mapping with {string.Join(", ", known)}"))
        {
            if (known.Contains(entry.Name))
                fields[entry.Name] = entry;
            else
                entry.WrongKey("an unknown key", known);
        }

        return fields;
    }

    /// <summary>Reads a mapping whose keys are names. A doubled one is a problem, and left out.</summary>
    /// <param name="expected">Such as <c>a mapping of properties</c>.</param>
    public IReadOnlyList<YamlField> Entries(string expected)
    {
        if (node is not YamlMap map)
        {
            Wrong(expected);
            return [];
        }

        var entries = new Dictionary<string, YamlField>();
        foreach (var (key, value) in map.Entries)
        {
            if (key is not YamlScalar { Text: { } name })
                problems.Add(key.Place, Key, Describe(key, problems), "a name before the colon");
            else if (entries.TryGetValue(name, out var first))
                problems.Add(key.Place, PathOf(name), $"the key again, after line {first.keyPlace.Line}", "it once");
            else
                entries[name] = new(PathOf(name), value, key.Place, problems, name);
        }

        return [.. entries.Values];
    }

    /// <summary>Reads a list.</summary>
    /// <returns>Its items; empty when it is none.</returns>
    public IReadOnlyList<YamlField> Items(string expected)
    {
        if (node is YamlList list)
            return [.. list.Items.Select((item, index) => new YamlField($"{path}[{index}]", item, item.Place, problems))];

        Wrong(expected);
        return [];
    }

    /// <summary>Reads a number: finite, and not in quotes. Null for anything else, which is a problem.</summary>
    public double? Number(string expected)
    {
        if (TryNumber() is { } number)
            return number;

        Wrong(expected);
        return null;
    }

    /// <summary>The number; null where there is none, which is no problem.</summary>
    public double? TryNumber() =>
        node is YamlScalar { IsPlain: true, Text: { } text }
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>Reads <c>true</c> or <c>false</c>. Null for anything else, which is a problem.</summary>
    public bool? Flag()
    {
        if (node is YamlScalar { IsPlain: true, Text: { } text })
        {
            if (text is "true" or "True" or "TRUE")
                return true;
            if (text is "false" or "False" or "FALSE")
                return false;
        }

        Wrong("true or false, without quotes");
        return null;
    }

    /// <summary>Reads a text, trimmed. Null for anything else, which is a problem.</summary>
    public string? Text(string expected)
    {
        if (node is YamlScalar { Text: { } text } && !string.IsNullOrWhiteSpace(text))
            return text.Trim();

        Wrong(expected);
        return null;
    }

    /// <summary>Reads one of these texts. Null for anything else, which is a problem.</summary>
    public string? Choice(params IReadOnlyCollection<string> known)
    {
        if (Text(OneOf("", known)) is not { } text)
            return null;
        if (known.Contains(text))
            return text;

        WrongChoice(text, known);
        return null;
    }

    /// <summary>Adds the problem that the value is not what is expected.</summary>
    public void Wrong(string expected) => problems.Add(node.Place, Key, Describe(node, problems), expected);

    /// <summary>Adds a problem of the value.</summary>
    /// <param name="found">What was found, in words: no text of the file.</param>
    /// <param name="expected">What is expected.</param>
    public void Wrong(string found, string expected) => problems.Add(node.Place, Key, found, expected);

    /// <summary>Adds the problem that a text in the value is none of those that are allowed, with the nearest one.</summary>
    public void WrongChoice(string found, IReadOnlyCollection<string> known) =>
        problems.Add(node.Place, Key, problems.Show(found), OneOf(found, known));

    /// <summary>Adds a problem of the key.</summary>
    /// <param name="found">What was found, in words.</param>
    /// <param name="expected">What is expected.</param>
    public void WrongKey(string found, string expected) => problems.Add(keyPlace, Key, found, expected);

    /// <summary>Adds the problem that the key is none of those that are allowed, with the nearest one.</summary>
    public void WrongKey(string found, IReadOnlyCollection<string> known) => WrongKey(found, OneOf(Name, known));

    private static string Describe(YamlNode node, YamlProblems problems) =>
        node switch
        {
            YamlMap => "a mapping",
            YamlList => "a list",
            YamlScalar { Text: { } text } when !string.IsNullOrWhiteSpace(text) => problems.Show(text),
            _ => "nothing",
        };

    private static string OneOf(string found, IReadOnlyCollection<string> known)
    {
        var choices = known.Count == 1 ? known.First() : $"one of {string.Join(", ", known)}";
        return NearestName.Find(found, known) is { } nearest && known.Count > 1 ? $"{choices}; did you mean {nearest}?" : choices;
    }

    private string PathOf(string name) => path.Length == 0 ? problems.ShowKey(name) : $"{path}.{problems.ShowKey(name)}";
}
