namespace CallEvents.ServiceDefaults.Yaml;

/// <summary>A node of a YAML document, with its place in the file.</summary>
internal abstract record YamlNode(YamlPlace Place);

/// <summary>A text, or null where nothing stands or <c>null</c>. Numbers are texts, so that leading zeros of an id stay.</summary>
/// <param name="Text">The text.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="IsPlain">Whether it stands without quotes: only then <c>60</c> is a number and <c>true</c> a flag.</param>
internal sealed record YamlScalar(string? Text, YamlPlace Place, bool IsPlain = false) : YamlNode(Place);

/// <summary>A mapping in the order of the file, with doubled keys.</summary>
internal sealed record YamlMap(IReadOnlyList<(YamlNode Key, YamlNode Value)> Entries, YamlPlace Place) : YamlNode(Place);

/// <summary>A list.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, YamlPlace Place) : YamlNode(Place);

/// <summary>Line and column, both from 1.</summary>
internal readonly record struct YamlPlace(long Line, long Column)
{
    public override string ToString() => $"{Line}:{Column}";
}
