using System.Text.RegularExpressions;

namespace CallEvents.ServiceDefaults.Configuration;

/// <summary>The one sentence in which a service refuses a setting: which key, what was found, what is expected.</summary>
public static partial class Setting
{
    /// <summary>The sentence, such as <c>Polling:Interval: found 'banana', expected a duration such as 00:00:30</c>.</summary>
    /// <param name="key">The key with colons, as the documentation names it.</param>
    /// <param name="found">What was found; null or empty reads <c>nothing</c>. A secret goes through <see cref="Redact"/> first.</param>
    /// <param name="expected">What would have been right, in words or by an example.</param>
    public static string Wrong(string key, string? found, string expected) =>
        $"{key}: found {(string.IsNullOrEmpty(found) ? "nothing" : $"'{OneLine(found)}'")}, expected {expected}";

    /// <summary>A connection string without what is secret in it: all before the last <c>@</c> of a URI, and everything else that looks like a password.</summary>
    public static string? Redact(string? connectionString)
    {
        if (string.IsNullOrEmpty(connectionString)) return connectionString;

        var secretEnds = connectionString.LastIndexOf('@');
        if (secretEnds >= 0)
        {
            // The last @, since a password that nobody percent-encoded may hold others.
            var start = connectionString.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 && scheme < secretEnds ? scheme + 3 : 0;
            connectionString = string.Concat(connectionString.AsSpan(0, start), "***", connectionString.AsSpan(secretEnds));
        }

        return Passwords().Replace(Portless().Replace(connectionString, "$1***"), "$1***");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    // A URI whose host was forgotten: what stands where a port belongs, and is none, is a password.
    [GeneratedRegex("""(://[^:/@\s\[]+:)(?![0-9]*(?:[/,;?#]|$))[^/]*""")]
    private static partial Regex Portless();

    [GeneratedRegex("""((?:password|pwd|passphrase)\s*=\s*)("[^"]*"|'[^']*'|[^;]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Passwords();
}
