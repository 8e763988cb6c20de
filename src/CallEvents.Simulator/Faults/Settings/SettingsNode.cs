namespace CallEvents.Simulator.Faults.Settings;

/// <summary>A value as someone wrote it, whether in JSON or in YAML.</summary>
/// <param name="Line">The line it stands in, where there are lines.</param>
internal abstract record SettingsNode(long? Line);

/// <summary>A text, a number, a boolean, or null.</summary>
internal sealed record SettingsValue(string? Text, long? Line) : SettingsNode(Line);

/// <summary>Keys and values, in their order.</summary>
internal sealed record SettingsMap(IReadOnlyList<(SettingsValue Key, SettingsNode Value)> Entries, long? Line) : SettingsNode(Line);

/// <summary>Values one after the other.</summary>
internal sealed record SettingsList(IReadOnlyList<SettingsNode> Items, long? Line) : SettingsNode(Line);
