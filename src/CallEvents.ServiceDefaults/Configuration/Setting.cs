using System.Text.RegularExpressions;

namespace CallEvents.ServiceDefaults.Configuration;

/// <summary>Formats the message about a wrong setting: the key, what was found, what is expected.</summary>
public static partial class Setting
{
    /// <summary>The message, such as <c>Polling:Interval: found 'banana', expected a duration such as 00:00:30</c>.</summary>
    /// <param name="key">The key with colons, as documented.</param>
    /// <param name="found">The value found; null or empty becomes <c>nothing</c>. Pass a secret through <see cref="Redact"/> first.</param>
    /// <param name="expected">What is expected, in words or by an example.</param>
    public static string Wrong(string key, string? found, string expected) =>
        $"{key}: found {(string.IsNullOrEmpty(found) ? "nothing" : $"'{OneLine(found)}'")}, expected {expected}";

    /// <summary>
    /// A connection string without its secrets: the user part of a URI up to the last <c>@</c>, and all that looks like a password.
    /// </summary>
    public static string? Redact(string? connectionString)
    {
        if (string.IsNullOrEmpty(connectionString))
            return connectionString;

        var secretEnds = connectionString.LastIndexOf('@');
        if (secretEnds >= 0)
        {
            // The last @, since a password that is not percent-encoded may contain others.
            var start =
                connectionString.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 && scheme < secretEnds ? scheme + 3 : 0;
            connectionString = string.Concat(connectionString.AsSpan(0, start), "***", connectionString.AsSpan(secretEnds));
        }

        return Passwords().Replace(Portless().Replace(connectionString, "$1***"), "$1***");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    // A URI without a host: text in the place of a port that is no number is a password.
    [GeneratedRegex("""(://[^:/@\s\[]+:)(?![0-9]*(?:[/,;?#]|$))[^/]*""")]
    private static partial Regex Portless();

    [GeneratedRegex("""((?:password|pwd|passphrase)\s*=\s*)("[^"]*"|'[^']*'|[^;]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Passwords();
}
