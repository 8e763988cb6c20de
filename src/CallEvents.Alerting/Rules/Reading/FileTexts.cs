using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads texts of a rules file: a value, a list, or <c>$name</c> for a list that the file defines.</summary>
internal sealed partial class FileTexts
{
    public const string AnyText = "a text, a list of texts, or $name for a list of this file";

    private readonly Dictionary<string, YamlField> lists = [];
    private readonly List<(YamlField Field, string Text)> channels = [];

    /// <summary>Every channel that was read, each once.</summary>
    public IReadOnlyList<string> Channels => [.. channels.Select(channel => channel.Text).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Reads the file's lists.</summary>
    public void Define(YamlField field)
    {
        foreach (var entry in field.Entries("a mapping of names to lists of texts"))
        {
            if (!ListName().IsMatch(entry.Name))
                entry.WrongKey("no name of a list", "a letter and then letters, digits, - and _");
            lists[entry.Name] = entry;
            ReadList(entry);
        }
    }

    /// <summary>Reads texts that must pass a check.</summary>
    /// <param name="field">A value, a list, or <c>$name</c>.</param>
    /// <param name="expected">What is expected where there is no text.</param>
    /// <param name="check">Adds the problem of a text, if it has one.</param>
    /// <returns>At least one; empty when there are none, which is a problem.</returns>
    public IReadOnlyList<string> Read(YamlField field, string expected = AnyText, Action<YamlField, string>? check = null) =>
        [.. Fields(field, expected, check).Select(text => text.Text)];

    /// <summary>Reads names of channels. A wrong one is not repeated: an address with its secret may have been written there.</summary>
    public IReadOnlyList<string> ReadChannels(YamlField field)
    {
        const string expected = "the name of a channel in the settings, or a list of them";
        var texts = Fields(field, expected, CheckChannel);
        channels.AddRange(texts.Where(text => ChannelName().IsMatch(text.Text)));
        return [.. texts.Select(text => text.Text).Distinct(StringComparer.OrdinalIgnoreCase)];

        static void CheckChannel(YamlField item, string text)
        {
            if (!ChannelName().IsMatch(text))
                item.Wrong("no name of a channel", "letters, digits, - and _: the address of a channel belongs in the settings");
        }
    }

    /// <summary>Adds a problem for each channel that was read and is not known.</summary>
    public void CheckChannels(IReadOnlyCollection<string> known)
    {
        var expected = $"a channel of the settings: {string.Join(", ", known.Order(StringComparer.Ordinal))}";
        foreach (var (field, channel) in channels.Where(one => !known.Contains(one.Text, StringComparer.OrdinalIgnoreCase)))
        {
            var hint = NearestName.Find(channel, known) is { } nearest ? $"; did you mean {nearest}?" : "";
            field.Wrong($"'{channel}'", $"{expected}{hint}");
        }
    }

    /// <summary>
    /// Reads a list of the file, where it is defined and where it is used: what a rule reads of a wrong list is wrong in the rule, too. The
    /// line about it is the same.
    /// </summary>
    private static List<(YamlField Field, string Text)> ReadList(YamlField list)
    {
        const string expected = "a list of texts";
        var items = list.Items(expected);
        if (list.IsList && items.Count == 0)
            list.Wrong("an empty list", expected);

        List<(YamlField Field, string Text)> texts = [];
        foreach (var item in items)
        {
            if (item.Text("a text") is not { } text)
                continue;
            if (Reference(text) is not null)
                item.Wrong("a list in a list", "a text");
            texts.Add((item, text));
        }

        return texts;
    }

    private List<(YamlField Field, string Text)> Fields(YamlField field, string expected, Action<YamlField, string>? check)
    {
        List<(YamlField Field, string Text)> texts = [];
        if (!field.IsList)
        {
            Add(field);
        }
        else
        {
            var items = field.Items(expected);
            if (items.Count == 0)
                field.Wrong("an empty list", expected);
            foreach (var item in items)
                Add(item);
        }

        foreach (var (item, text) in texts)
            check?.Invoke(item, text);
        return texts;

        void Add(YamlField item)
        {
            if (item.Text(expected) is not { } text)
                return;
            if (Reference(text) is not { } name)
                texts.Add((item, text));
            else if (lists.TryGetValue(name, out var list))
                texts.AddRange(ReadList(list));
            else if (lists.Count == 0)
                item.Wrong($"${name}, and no lists in the file", "the key lists with it");
            else
                item.WrongChoice($"${name}", [.. lists.Keys.Select(key => $"${key}")]);
        }
    }

    /// <summary>Whether a text is <c>$name</c>.</summary>
    public static bool IsReference(string text) => Reference(text) is not null;

    private static string? Reference(string text) => ListReference().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex ListName();

    [GeneratedRegex(@"^\$([A-Za-z][A-Za-z0-9_-]{0,63})\z")]
    private static partial Regex ListReference();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex ChannelName();
}
