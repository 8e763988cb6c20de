namespace CallEvents.ServiceDefaults.Files;

/// <summary>A parsed file.</summary>
/// <param name="Value">The content; null when there are problems.</param>
/// <param name="Problems">What is wrong, one line each, without personal data; empty for a valid file.</param>
public sealed record FileContent<T>(T? Value, IReadOnlyList<string> Problems)
    where T : class;
