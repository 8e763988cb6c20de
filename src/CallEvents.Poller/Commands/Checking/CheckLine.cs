namespace CallEvents.Poller.Commands.Checking;

/// <summary>The result of one check.</summary>
/// <param name="Check">What is checked.</param>
/// <param name="Ok">Null when it could not be checked.</param>
/// <param name="Found">What was found.</param>
/// <param name="ToDo">What to do.</param>
internal sealed record CheckLine(string Check, bool? Ok, string Found, string? ToDo)
{
    public static CheckLine Well(string check, string found) => new(check, true, found, null);

    public static CheckLine Wrong(string check, string found, string toDo) => new(check, false, found, toDo);

    public static CheckLine Skipped(string check, string why) => new(check, null, $"not checked: {why}", null);
}
