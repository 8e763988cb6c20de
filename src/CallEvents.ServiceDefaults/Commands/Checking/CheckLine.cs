namespace CallEvents.ServiceDefaults.Commands.Checking;

/// <summary>The result of one check.</summary>
/// <param name="Check">What is checked.</param>
/// <param name="Ok">Null when it could not be checked.</param>
/// <param name="Found">What was found.</param>
/// <param name="ToDo">What to do.</param>
public sealed record CheckLine(string Check, bool? Ok, string Found, string? ToDo)
{
    /// <summary>It is as it should be.</summary>
    public static CheckLine Well(string check, string found) => new(check, true, found, null);

    /// <summary>It is not; what to do about it.</summary>
    public static CheckLine Wrong(string check, string found, string toDo) => new(check, false, found, toDo);

    /// <summary>It could not be checked, and why.</summary>
    public static CheckLine Skipped(string check, string why) => new(check, null, $"not checked: {why}", null);
}
