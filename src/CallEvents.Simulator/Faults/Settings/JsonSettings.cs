using System.Text.Json;

namespace CallEvents.Simulator.Faults.Settings;

/// <summary>Parses JSON into settings nodes.</summary>
internal static class JsonSettings
{
    public static async Task<SettingsNode> ReadAsync(Stream json, CancellationToken ct)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(json, cancellationToken: ct);
            return Read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new SettingsException(new("body", "invalid JSON", "a JSON object"), error.LineNumber + 1);
        }
    }

    private static SettingsNode Read(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new SettingsMap(
                [.. element.EnumerateObject().Select(member => (new SettingsValue(member.Name, null), Read(member.Value)))],
                null
            ),
            JsonValueKind.Array => new SettingsList([.. element.EnumerateArray().Select(Read)], null),
            JsonValueKind.Null => new SettingsValue(null, null),
            JsonValueKind.String => new SettingsValue(element.GetString(), null),
            _ => new SettingsValue(element.GetRawText(), null),
        };
}
