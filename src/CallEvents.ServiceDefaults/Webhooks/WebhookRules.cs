using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.ServiceDefaults.Webhooks;

/// <summary>Validates the settings of a webhook. The messages contain no secret: of an address, scheme and host alone.</summary>
public static partial class WebhookRules
{
    /// <summary>Headers that the client or the transport sets.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Expect",
        "Host",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "traceparent",
        "tracestate",
    };

    /// <summary>Requires an address with <c>https</c>; to this machine also <c>http</c>.</summary>
    public static SettingRules WebhookUrl(this SettingRules rules, string key, string? url)
    {
        const string expected = "an https address such as https://hooks.example.com/calls (http to this machine only)";
        if (string.IsNullOrWhiteSpace(url))
            rules.Wrong(key, null, expected);
        else if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0)
            rules.Wrong(key, "a text that is no address", expected);
        else if (address.UserInfo.Length > 0)
            rules.Wrong(key, "an address with a user", $"{expected}; credentials belong in a header");
        else if (address is not ({ Scheme: "https" } or { Scheme: "http", IsLoopback: true }))
            rules.Wrong(key, $"{address.Scheme}://{address.Host}", expected);
        return rules;
    }

    /// <summary>Requires a secret; an optional one may be left out.</summary>
    public static SettingRules WebhookSecret(this SettingRules rules, string key, string? secret, bool isRequired)
    {
        var isSet = !string.IsNullOrWhiteSpace(secret);
        if (isSet ? !Webhooks.WebhookSecret.TryParse(secret, out _) : isRequired)
            rules.Wrong(key, isSet ? "another text" : null, "whsec_ and the base64 of 24 to 64 bytes");
        return rules;
    }

    /// <summary>Requires headers that can be sent, and are none of those that this client sets.</summary>
    public static SettingRules WebhookHeaders(this SettingRules rules, string key, IReadOnlyDictionary<string, string> headers)
    {
        foreach (var (name, value) in headers)
        {
            if (!Token().IsMatch(name))
                rules.Wrong($"{key}:{name}", name, "the name of a header: letters, digits and '-'");
            else if (IsReserved(name))
                rules.Wrong($"{key}:{name}", name, "the name of a header that is not set by this service, such as X-Api-Key");
            if (string.IsNullOrWhiteSpace(value))
                rules.Wrong($"{key}:{name}", null, "the header's value");
            else if (!value.All(letter => letter is >= ' ' and <= '~'))
                rules.Wrong($"{key}:{name}", "a value with characters that are not allowed in a header", "ASCII letters and signs");
        }

        return rules;
    }

    private static bool IsReserved(string name) =>
        Reserved.Contains(name)
        || name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase);

    // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\z")]
    private static partial Regex Token();
}
