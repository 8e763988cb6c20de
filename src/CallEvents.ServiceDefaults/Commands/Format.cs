using System.Globalization;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Formats numbers and times for a person, in one way for all commands.</summary>
public static class Format
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 call</c> or <c>9,812 calls</c>.</summary>
    public static string Number(long number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    public static string Instant(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A text from outside, in which no control character can break a line or colour a terminal.</summary>
    public static string Plain(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character));
}
