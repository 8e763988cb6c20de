namespace CallEvents.Alerting.Channels.Wording;

/// <summary>A line of an alert that names a value, such as <c>Rep: Anna Smith</c>.</summary>
/// <param name="Name">Its name, which is ours.</param>
/// <param name="Value">Its value, which may come from outside: one line without control characters, not escaped.</param>
internal sealed record Fact(string Name, string Value);
