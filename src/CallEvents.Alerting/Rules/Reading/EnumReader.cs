using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads values of an enumeration; in the file they begin with a small letter.</summary>
internal static class EnumReader
{
    /// <summary>One of the values. Null for anything else, which is a problem.</summary>
    public static T? Read<T>(YamlField field, params T[] allowed)
        where T : struct, Enum
    {
        if (allowed.Length == 0)
            allowed = Enum.GetValues<T>();
        return field.Choice([.. allowed.Select(NameOf)]) is { } name ? allowed.First(value => NameOf(value) == name) : null;
    }

    /// <summary>One of the values or a list of them, each with its place.</summary>
    public static IReadOnlyList<(T Value, YamlField Field)> ReadMany<T>(YamlField field)
        where T : struct, Enum
    {
        var expected = $"one of {string.Join(", ", Enum.GetValues<T>().Select(NameOf))}, or a list of them";
        var items = field.IsList ? field.Items(expected) : [field];
        if (field.IsList && items.Count == 0)
            field.Wrong("an empty list", expected);
        return
        [
            .. items
                .Select(item => (Value: Read<T>(item), item))
                .Where(pair => pair.Value is not null)
                .Select(pair => (pair.Value!.Value, pair.item)),
        ];
    }

    public static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString() is var name ? $"{char.ToLowerInvariant(name[0])}{name[1..]}" : "";
}
