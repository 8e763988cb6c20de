using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace CallEvents.Simulator.Faults.Settings;

/// <summary>
/// Reads switches strictly: an unknown key, a key named twice and a value that does not fit are errors that name the key, what
/// was found and what is expected.
/// </summary>
internal static class MisbehaviourReader
{
    private static readonly Dictionary<string, PropertyInfo> Switches = PropertiesOf(typeof(Misbehaviour));

    /// <summary>Reads a whole set of switches, or with <paramref name="onto"/> changes to one: null switches a fault off.</summary>
    public static Misbehaviour Read(SettingsNode node, Misbehaviour? onto = null)
    {
        var read = (onto ?? Misbehaviour.None) with { };
        foreach (var (key, value) in EntriesOf("body", node, "a mapping of switches"))
            Set(read, key, value);

        return read;
    }

    /// <summary>Sets one switch of a set that nobody else has seen yet.</summary>
    public static void Set(Misbehaviour onto, SettingsValue key, SettingsNode value, params IEnumerable<string> otherKeys)
    {
        if (!Switches.TryGetValue(key.Text!, out var property))
            throw Unknown(key.Text!, key, otherKeys.Concat(Switches.Keys));

        property.SetValue(onto, value is SettingsValue { Text: null } ? null : ReadFault(property.PropertyType, key.Text!, value));
    }

    /// <summary>The entries of a mapping, none of them twice.</summary>
    public static IEnumerable<(SettingsValue Key, SettingsNode Value)> EntriesOf(string path, SettingsNode node, string expected)
    {
        if (node is not SettingsMap map)
            throw new SettingsException(new(path, Show(node), expected), node.Line);

        var known = new HashSet<string>();
        foreach (var (key, value) in map.Entries)
        {
            if (!known.Add(key.Text ?? ""))
                throw new SettingsException(new($"{key.Text}", "it twice", "it once"), key.Line);

            yield return (key with { Text = key.Text ?? "" }, value);
        }
    }

    /// <summary>Reads a time span; a number without a colon is refused, since .NET would read 20 as 20 days.</summary>
    public static TimeSpan ReadSpan(string path, SettingsNode node) => (TimeSpan)ReadValue(typeof(TimeSpan), path, node);

    private static Fault ReadFault(Type type, string name, SettingsNode node)
    {
        var fault = (Fault)Activator.CreateInstance(type)!;
        var keys = PropertiesOf(type);
        var lines = new Dictionary<string, long?>();
        foreach (var (key, value) in EntriesOf(name, node, "a mapping, {} for its defaults, or null for off"))
        {
            var path = $"{name}.{key.Text}";
            if (!keys.TryGetValue(key.Text!, out var property))
                throw Unknown(path, key, keys.Keys);

            lines[key.Text!] = key.Line;
            property.SetValue(fault, ReadValue(property.PropertyType, path, value));
        }

        return fault.Check() is { } error
            ? throw new SettingsException(error with { Option = $"{name}.{error.Option}" }, lines.GetValueOrDefault(error.Option) ?? node.Line)
            : fault;
    }

    private static object ReadValue(Type type, string path, SettingsNode node)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        var text = (node as SettingsValue)?.Text;
        var (read, expected) = wanted switch
        {
            _ when wanted == typeof(double) => ((object?)SimulatorSwitches.Number(text ?? ""), "a number"),
            _ when wanted == typeof(int) => (SimulatorSwitches.Whole<int>(text ?? ""), "a whole number"),
            _ when wanted == typeof(long) => (SimulatorSwitches.Whole<long>(text ?? ""), "a whole number"),
            _ when wanted == typeof(TimeSpan) => (SimulatorSwitches.Span(text ?? ""), "a time span such as 00:00:20"),
            _ when wanted == typeof(DateTimeOffset) => (Serving.Timestamp.Read(text ?? ""), "an instant such as 2024-01-01T00:00:00Z"),
            _ => (EnumOf(wanted, text), string.Join(" or ", Enum.GetNames(wanted).Select(NameOf))),
        };
        return read ?? throw new SettingsException(new(path, Show(node), expected), node.Line);
    }

    private static object? EnumOf(Type type, string? text) =>
        Enum.GetNames(type).FirstOrDefault(name => NameOf(name) == text) is { } found ? Enum.Parse(type, found) : null;

    private static SettingsException Unknown(string path, SettingsValue key, IEnumerable<string> known) =>
        new(new(path, "an unknown key", $"one of {string.Join(", ", known.Order(StringComparer.Ordinal))}"), key.Line);

    private static Dictionary<string, PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties().Where(property => property.CanWrite).ToDictionary(property => NameOf(property.Name));

    private static string NameOf(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static string Show(SettingsNode node) => node switch
    {
        SettingsMap => "a mapping",
        SettingsList => "a list",
        SettingsValue { Text: { } text } => string.Create(CultureInfo.InvariantCulture, $"'{text}'"),
        _ => "null",
    };
}
