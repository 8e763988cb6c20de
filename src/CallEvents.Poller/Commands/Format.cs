using System.Globalization;
using CallEvents.Poller.Status;

namespace CallEvents.Poller.Commands;

/// <summary>Formats numbers and times for a person, in one way for all commands.</summary>
internal static class Format
{
    public static string Number(long number) => StatusText.Count(number);

    /// <summary>Such as <c>1 call</c> or <c>9,812 calls</c>.</summary>
    public static string Number(long number, string noun) => StatusText.Count(number, noun);

    public static string Instant(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
