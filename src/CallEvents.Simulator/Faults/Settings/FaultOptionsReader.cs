using System.Globalization;
using System.Reflection;
using System.Text.Json;
using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Faults.Settings;

/// <summary>
/// Reads fault options strictly. Unknown keys, duplicate keys and invalid values are errors that name the key, the value found and
/// the value expected.
/// </summary>
internal static class FaultOptionsReader
{
    private static readonly Dictionary<string, PropertyInfo> FaultProperties = GetSettableProperties(typeof(FaultOptions));

    /// <summary>Reads fault options, or changes to <paramref name="current"/> ones; null disables a fault.</summary>
    public static FaultOptions Read(SettingsNode node, FaultOptions? current = null)
    {
        var read = (current ?? FaultOptions.None) with { };
        foreach (var (key, value) in ReadEntries("body", node, "a mapping of faults"))
            Set(read, key, value);

        return read;
    }

    /// <summary>Sets one fault. Mutates the target, which must not be shared yet.</summary>
    public static void Set(FaultOptions target, SettingsValue key, SettingsNode value, params IEnumerable<string> otherKeys)
    {
        if (!FaultProperties.TryGetValue(key.Text!, out var property))
            throw UnknownKey(key.Text!, key, otherKeys.Concat(FaultProperties.Keys));

        property.SetValue(target, value is SettingsValue { Text: null } ? null : ReadFault(property.PropertyType, key.Text!, value));
    }

    /// <summary>Returns the entries of a mapping and rejects duplicate keys.</summary>
    public static IEnumerable<(SettingsValue Key, SettingsNode Value)> ReadEntries(string path, SettingsNode node, string expected)
    {
        if (node is not SettingsMap map)
            throw new SettingsException(new(path, Describe(node), expected), node.Line);

        var knownKeys = new HashSet<string>();
        foreach (var (key, value) in map.Entries)
        {
            if (!knownKeys.Add(key.Text ?? ""))
                throw new SettingsException(new($"{key.Text}", "a duplicate key", "it once"), key.Line);

            yield return (key with { Text = key.Text ?? "" }, value);
        }
    }

    /// <summary>Reads a time span. Rejects a number without a colon, which .NET would parse as days.</summary>
    public static TimeSpan ReadTimeSpan(string path, SettingsNode node) => (TimeSpan)ReadValue(typeof(TimeSpan), path, node);

    private static Fault ReadFault(Type type, string name, SettingsNode node)
    {
        var fault = (Fault)Activator.CreateInstance(type)!;
        var keys = GetSettableProperties(type);
        var lines = new Dictionary<string, long?>();
        foreach (var (key, value) in ReadEntries(name, node, "a mapping, {} for its defaults, or null to disable it"))
        {
            var path = $"{name}.{key.Text}";
            if (!keys.TryGetValue(key.Text!, out var property))
                throw UnknownKey(path, key, keys.Keys);

            lines[key.Text!] = key.Line;
            property.SetValue(fault, ReadValue(property.PropertyType, path, value));
        }

        return fault.Check() is { } error
            ? throw new SettingsException(
                error with
                {
                    Option = $"{name}.{error.Option}",
                },
                lines.GetValueOrDefault(error.Option) ?? node.Line
            )
            : fault;
    }

    private static object ReadValue(Type type, string path, SettingsNode node)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        var text = (node as SettingsValue)?.Text;
        var (read, expected) = target switch
        {
            _ when target == typeof(double) => ((object?)SimulatorArguments.ParseNumber(text ?? ""), "a number"),
            _ when target == typeof(int) => (SimulatorArguments.ParseInteger<int>(text ?? ""), "a whole number"),
            _ when target == typeof(long) => (SimulatorArguments.ParseInteger<long>(text ?? ""), "a whole number"),
            _ when target == typeof(TimeSpan) => (SimulatorArguments.ParseTimeSpan(text ?? ""), "a time span such as 00:00:20"),
            _ when target == typeof(DateTimeOffset) => (Timestamp.Read(text ?? ""), "an instant such as 2024-01-01T00:00:00Z"),
            _ => (ParseEnum(target, text), string.Join(" or ", Enum.GetNames(target).Select(NameOf))),
        };
        return read ?? throw new SettingsException(new(path, Describe(node), expected), node.Line);
    }

    private static object? ParseEnum(Type type, string? text) =>
        Enum.GetNames(type).FirstOrDefault(name => NameOf(name) == text) is { } found ? Enum.Parse(type, found) : null;

    private static SettingsException UnknownKey(string path, SettingsValue key, IEnumerable<string> knownKeys) =>
        new(new(path, "an unknown key", $"one of {string.Join(", ", knownKeys.Order(StringComparer.Ordinal))}"), key.Line);

    private static Dictionary<string, PropertyInfo> GetSettableProperties(Type type) =>
        type.GetProperties().Where(property => property.CanWrite).ToDictionary(property => NameOf(property.Name));

    private static string NameOf(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static string Describe(SettingsNode node) =>
        node switch
        {
            SettingsMap => "a mapping",
            SettingsList => "a list",
            SettingsValue { Text: { } text } => string.Create(CultureInfo.InvariantCulture, $"'{text}'"),
            _ => "null",
        };
}
