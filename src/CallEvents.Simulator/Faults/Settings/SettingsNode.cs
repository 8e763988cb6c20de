namespace CallEvents.Simulator.Faults.Settings;

/// <summary>A node of a JSON or YAML document.</summary>
/// <param name="Line">The line number; null for JSON.</param>
internal abstract record SettingsNode(long? Line);

/// <summary>A scalar as text, or null.</summary>
internal sealed record SettingsValue(string? Text, long? Line) : SettingsNode(Line);

/// <summary>A mapping, in the order of the document.</summary>
internal sealed record SettingsMap(IReadOnlyList<(SettingsValue Key, SettingsNode Value)> Entries, long? Line) : SettingsNode(Line);

/// <summary>A sequence.</summary>
internal sealed record SettingsList(IReadOnlyList<SettingsNode> Items, long? Line) : SettingsNode(Line);
