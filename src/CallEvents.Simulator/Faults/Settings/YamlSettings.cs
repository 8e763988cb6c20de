using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CallEvents.Simulator.Faults.Settings;

/// <summary>Parses YAML into settings nodes with line numbers.</summary>
internal static class YamlSettings
{
    public static SettingsNode Read(string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new SettingsException(new("file", "invalid YAML", $"YAML ({error.Message.ReplaceLineEndings(" ")})"), error.Start.Line);
        }

        return stream.Documents switch
        {
            [var document] => Read(document.RootNode),
            { Count: var count } => throw new SettingsException(new("file", $"{count} YAML documents", "one"), null),
        };
    }

    private static SettingsNode Read(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new SettingsMap(
                [.. map.Children.Select(entry => (ReadKey(entry.Key), Read(entry.Value)))],
                node.Start.Line
            ),
            YamlSequenceNode list => new SettingsList([.. list.Children.Select(Read)], node.Start.Line),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => new SettingsValue(null, node.Start.Line),
            YamlScalarNode scalar => new SettingsValue(scalar.Value, node.Start.Line),
            _ => throw new SettingsException(new("value", "an alias", "a value"), node.Start.Line),
        };

    private static SettingsValue ReadKey(YamlNode node) =>
        node is YamlScalarNode scalar
            ? new(scalar.Value, node.Start.Line)
            : throw new SettingsException(new("key", "a list or a mapping", "a name"), node.Start.Line);
}
