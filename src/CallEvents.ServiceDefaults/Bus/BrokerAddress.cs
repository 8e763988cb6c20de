using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>The hosts, virtual host and credentials of an AMQP URI, which may name several hosts.</summary>
internal sealed partial record BrokerAddress(
    IReadOnlyList<BrokerHost> Hosts,
    string VirtualHost,
    string UserName,
    string Password,
    BrokerTls? Tls
)
{
    public const string Expected = $"amqp://user:password@host:5672/vhost or {BrokerTls.Expected}, several hosts separated by commas";

    private const int PlainPort = 5672;
    private const int TlsPort = 5671;

    /// <summary>Reads <c>amqp://user:pass@h1:5672,h2:5672/vhost</c>, or several complete URIs that differ only in the host.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BrokerAddress? address)
    {
        address = null;
        foreach (var uri in UriStart().Split(text?.Trim() ?? ""))
        {
            if (ParseOne(uri) is not { } one)
                return false;
            if (address is not null && address with { Hosts = one.Hosts } != one)
                return false;
            address = address is null ? one : address with { Hosts = [.. address.Hosts, .. one.Hosts] };
        }

        return address is not null;
    }

    private static BrokerAddress? ParseOne(string uri)
    {
        if (Uri().Match(uri) is not { Success: true } match)
            return null;

        var tls = match.Groups["scheme"].Value.Equals("amqps", StringComparison.OrdinalIgnoreCase);
        var hosts = match.Groups["hosts"].Value.Split(',').Select(host => ParseHost(host.Trim(), tls)).ToList();
        if (hosts.Contains(null))
            return null;

        // TLS parameters on amqp:// are a mistake: the connection would be unencrypted.
        var query = match.Groups["query"];
        var tlsSettings = tls ? BrokerTls.TryParse(query.Value) : null;
        if (tls ? tlsSettings is null : query.Success)
            return null;

        var virtualHost = System.Uri.UnescapeDataString(match.Groups["vhost"].Value);
        return new BrokerAddress(
            [.. hosts.OfType<BrokerHost>()],
            virtualHost.Length > 0 ? virtualHost : "/",
            Decoded("user") ?? "guest",
            Decoded("password") ?? "guest",
            tlsSettings
        );

        string? Decoded(string group) => match.Groups[group].Success ? System.Uri.UnescapeDataString(match.Groups[group].Value) : null;
    }

    private static BrokerHost? ParseHost(string text, bool tls)
    {
        if (Host().Match(text) is not { Success: true } match)
            return null;

        var port = tls ? TlsPort : PlainPort;
        if (match.Groups["port"] is { Success: true, Value: var found } && !IsPort(found, out port))
            return null;

        // amqp:// with the TLS port is a mistake; MassTransit would use TLS that trusts any certificate.
        return !tls && port == TlsPort ? null : new BrokerHost(match.Groups["name"].Value.Trim('[', ']'), (ushort)port);
    }

    private static bool IsPort(string text, out int port) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;

    // Not System.Uri: it allows one host in an authority, and it takes a password with a slash for a path.
    [GeneratedRegex(
        @"^(?<scheme>amqps?)://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^@/?#]+)"
            + @"(?:/(?<vhost>[^/?#]*))?(?:\?(?<query>[^#]*))?$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Uri();

    [GeneratedRegex(@"^(?<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?$")]
    private static partial Regex Host();

    [GeneratedRegex("""\s*,\s*(?=amqps?://)""", RegexOptions.IgnoreCase)]
    private static partial Regex UriStart();
}

/// <summary>One node of the broker.</summary>
internal sealed record BrokerHost(string Name, ushort Port);
