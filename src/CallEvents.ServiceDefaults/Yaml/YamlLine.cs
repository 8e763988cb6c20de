using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallEvents.ServiceDefaults.Yaml;

/// <summary>Writes a node in one line, as YAML's flow style.</summary>
internal static partial class YamlLine
{
    private static readonly JsonSerializerOptions Quoted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(YamlNode node) =>
        node switch
        {
            YamlMap { Entries: [] } => "{}",
            YamlMap map => $"{{ {string.Join(", ", map.Entries.Select(entry => $"{Of(entry.Key)}: {Of(entry.Value)}"))} }}",
            YamlList list => $"[{string.Join(", ", list.Items.Select(Of))}]",
            YamlScalar { Text: { } text } => Plain().IsMatch(text) ? text : JsonSerializer.Serialize(text, Quoted),
            _ => "null",
        };

    /// <summary>Texts that mean the same without quotes.</summary>
    [GeneratedRegex(@"^[\p{L}\p{N}$.+-]([\p{L}\p{M}\p{N} ._%+*'/$-]*[\p{L}\p{M}\p{N}._%+*'/$-])?$")]
    private static partial Regex Plain();
}
