using System.Data.Common;
using System.Text.RegularExpressions;

namespace CallEvents.ServiceDefaults.Configuration;

/// <summary>Formats the message about a wrong setting: the key, what was found, what is expected.</summary>
public static partial class Setting
{
    /// <summary>The keywords, with their synonyms, whose values are no secret.</summary>
    private static readonly string[] PublicKeywords =
    [
        "Data Source",
        "DataSource",
        "Filename",
        "Host",
        "Server",
        "Port",
        "Database",
        "DB",
        "Username",
        "User Name",
        "User",
        "User Id",
        "UserId",
        "Uid",
    ];

    /// <summary>The message, such as <c>Polling:Interval: found 'banana', expected a duration such as 00:00:30</c>.</summary>
    /// <param name="key">The key with colons, as documented.</param>
    /// <param name="found">The value found; null or empty becomes <c>nothing</c>. Pass a secret through <see cref="Redact"/> first.</param>
    /// <param name="expected">What is expected, in words or by an example.</param>
    public static string Wrong(string key, string? found, string expected) =>
        $"{key}: found {(string.IsNullOrEmpty(found) ? "nothing" : $"'{OneLine(found)}'")}, expected {expected}";

    /// <summary>
    /// A connection string without its secrets. Of a database: host, port, database, user name or file, and nothing else, since any other
    /// part may belong to a password that is not quoted. Of a broker: the URI without the user part, which ends at the last <c>@</c>.
    /// </summary>
    public static string? Redact(string? connectionString)
    {
        if (string.IsNullOrEmpty(connectionString))
            return connectionString;

        return !Scheme().IsMatch(connectionString) && connectionString.Contains('=')
            ? RedactKeywords(connectionString)
            : RedactUri(connectionString);
    }

    private static string RedactKeywords(string connectionString)
    {
        DbConnectionStringBuilder parts;
        try
        {
            parts = new() { ConnectionString = connectionString };
        }
        catch (ArgumentException)
        {
            return "***";
        }

        var shown = PublicKeywords.Where(parts.ContainsKey).Select(keyword => $"{keyword}={parts[keyword]}").ToList();
        return shown.Count > 0 ? string.Join(';', shown) : "***";
    }

    private static string RedactUri(string uri)
    {
        // The last @, since a password that is not percent-encoded may contain others.
        var secretEnds = uri.LastIndexOf('@');
        if (secretEnds >= 0)
        {
            var start = Scheme().Match(uri).Length;
            uri = string.Concat(uri.AsSpan(0, start), "***", uri.AsSpan(secretEnds));
        }

        return Passwords().Replace(Portless().Replace(uri, "$1***"), "$1***");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://")]
    private static partial Regex Scheme();

    // A URI without a host: text in the place of a port that is no number is a password.
    [GeneratedRegex("""(://[^:/@\s\[]+:)(?![0-9]*(?:[/,;?#]|$))[^/]*""")]
    private static partial Regex Portless();

    [GeneratedRegex("""((?:password|pwd|passphrase)\s*=\s*)("[^"]*"|'[^']*'|[^;]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Passwords();
}
