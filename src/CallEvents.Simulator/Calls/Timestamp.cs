using System.Globalization;
using System.Text.RegularExpressions;

namespace CallEvents.Simulator.Calls;

/// <summary>
/// Parses the ISO 8601 timestamps of <c>from</c> and <c>to</c>. Seconds, a fraction of any length and an offset are optional.
/// Without an offset the time is UTC; a date without a time is its midnight.
/// </summary>
internal static partial class Timestamp
{
    public const string Expected = "an ISO 8601 timestamp such as 2024-01-01T00:00:00Z (encode + as %2B)";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    public static DateTimeOffset? Read(string text) =>
        DateTimeOffset.TryParseExact(
            ExcessDigits().Replace(text, ""),
            Formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
            : null;

    /// <summary>The digits of a fraction beyond the seven that .NET parses.</summary>
    [GeneratedRegex(@"(?<=\.[0-9]{7})[0-9]+")]
    private static partial Regex ExcessDigits();
}
