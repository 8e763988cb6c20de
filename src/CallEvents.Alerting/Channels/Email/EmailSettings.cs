using System.Globalization;
using System.Net;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Webhooks;
using MailKit.Security;
using MimeKit;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>Validates and reads the settings of an e-mail channel. The messages contain no address and no secret.</summary>
internal static class EmailSettings
{
    private const string AnotherText = "another text";
    private const string AddressExpected = "an e-mail address";

    public static void Validate(SettingRules rules, ChannelOptions options)
    {
        ValidateServer(rules, options);
        ValidateCredentials(rules, options);

        if (Address(options.From) is null)
            rules.Wrong(nameof(options.From), Shown(options.From), $"{AddressExpected} such as CallEvents <alerts@example.com>");
        if (options.To.Count == 0)
            rules.Wrong(nameof(options.To), null, $"{AddressExpected}, rep or manager at {nameof(options.To)}:0");
        for (var i = 0; i < options.To.Count; i++)
        {
            if (!EmailRecipients.IsRole(options.To[i]) && Address(options.To[i]) is null)
                rules.Wrong(
                    string.Create(CultureInfo.InvariantCulture, $"{nameof(options.To)}:{i}"),
                    Shown(options.To[i]),
                    $"{AddressExpected}, rep or manager"
                );
        }
    }

    /// <summary>Whether we authenticate by OAuth instead of a password.</summary>
    public static bool UsesOAuth(ChannelOptions options) =>
        IsSet(options.OAuth.Tenant) || IsSet(options.OAuth.ClientId) || IsSet(options.OAuth.ClientSecret) || IsSet(options.OAuth.TokenUrl);

    /// <summary>An address with a domain, with or without a name; null for any other text.</summary>
    public static MailboxAddress? Address(string? text) =>
        IsSet(text) && MailboxAddress.TryParse(text.Trim(), out var address) && address is { LocalPart.Length: > 0, Domain.Length: > 0 }
            ? address
            : null;

    /// <summary>How the connection is encrypted; null for a text that is none of the three.</summary>
    public static SecureSocketOptions? Tls(string? text) =>
        text?.Trim().ToLowerInvariant() switch
        {
            // Required: "when available" would send the password openly to a server, or to anyone in between, that does not offer it.
            "starttls" => SecureSocketOptions.StartTls,
            "implicit" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            _ => null,
        };

    private static void ValidateServer(SettingRules rules, ChannelOptions options)
    {
        var host = options.Host?.Trim() ?? "";
        if (Uri.CheckHostName(host) is UriHostNameType.Unknown)
            rules.Wrong(nameof(options.Host), Setting.Redact(options.Host), "the mail server's name, such as smtp.example.com");
        rules.Between(nameof(options.Port), options.Port, 1, 65_535);

        if (Tls(options.Tls) is not { } tls)
            rules.Wrong(nameof(options.Tls), options.Tls, "starttls or implicit (to this machine also none)");
        else if (tls is SecureSocketOptions.None && !IsLoopback(host))
            rules.Wrong(nameof(options.Tls), options.Tls, "starttls or implicit: none is for a server on this machine");
    }

    private static void ValidateCredentials(SettingRules rules, ChannelOptions options)
    {
        const string oauth = nameof(options.OAuth);
        if (!UsesOAuth(options))
        {
            if (IsSet(options.Password) && !IsSet(options.User))
                rules.Wrong(nameof(options.User), null, $"the user whose {nameof(options.Password)} it is");
            if (IsSet(options.User) && !IsSet(options.Password))
                rules.Wrong(nameof(options.Password), null, $"the password of {nameof(options.User)}, or {oauth}");
            return;
        }

        if (IsSet(options.Password))
            rules.Wrong(nameof(options.Password), "a password", $"none beside {oauth}");
        if (!IsSet(options.User))
            rules.Wrong(nameof(options.User), null, "the mailbox that sends, such as alerts@example.com");
        if (!IsSet(options.OAuth.ClientId))
            rules.Wrong($"{oauth}:{nameof(OAuthOptions.ClientId)}", null, "the application's id");
        if (!IsSet(options.OAuth.ClientSecret))
            rules.Wrong($"{oauth}:{nameof(OAuthOptions.ClientSecret)}", null, "the application's secret");
        if (IsSet(options.OAuth.TokenUrl))
            rules.WebhookUrl($"{oauth}:{nameof(OAuthOptions.TokenUrl)}", options.OAuth.TokenUrl);
        else if (
            !IsSet(options.OAuth.Tenant)
            || !options.OAuth.Tenant.Trim().All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-')
        )
            rules.Wrong($"{oauth}:{nameof(OAuthOptions.Tenant)}", options.OAuth.Tenant, "the tenant's id or domain");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? Shown(string? text) => IsSet(text) ? AnotherText : null;

    private static bool IsSet([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text) => !string.IsNullOrWhiteSpace(text);
}
