using System.Net.Security;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Tls;
using RabbitMQ.Client;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>The TLS settings of an <c>amqps</c> URI, by RabbitMQ's own query parameters. None of them can turn a check off.</summary>
/// <param name="CaFile"><c>cacertfile</c>: trusted instead of the system's authorities.</param>
/// <param name="CertFile"><c>certfile</c>: our certificate, with the chain to an authority that the broker trusts.</param>
/// <param name="KeyFile"><c>keyfile</c>: its key.</param>
/// <param name="ServerName"><c>server_name_indication</c>: the name to check, where it is not the host's.</param>
internal sealed record BrokerTls(string? CaFile, string? CertFile, string? KeyFile, string? ServerName)
{
    public const string Expected = "amqps://…?cacertfile=FILE&certfile=FILE&keyfile=FILE&server_name_indication=NAME";

    private static readonly string[] Names = ["cacertfile", "certfile", "keyfile", "server_name_indication", "verify"];

    /// <summary>Null when a parameter is unknown, empty or repeated, or lacks the one it requires.</summary>
    public static BrokerTls? TryParse(string query)
    {
        var parameters = new Dictionary<string, string>();
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                parameter.Split('=', 2) is not [var name, { Length: > 0 } value]
                || !Names.Contains(name)
                || !parameters.TryAdd(name, Uri.UnescapeDataString(value))
            )
                return null;
        }

        // "disable" is Erlang's value for checking no name.
        var wrong =
            parameters.GetValueOrDefault("verify", "verify_peer") != "verify_peer"
            || parameters.GetValueOrDefault("server_name_indication") == "disable"
            || parameters.ContainsKey("certfile") != parameters.ContainsKey("keyfile");
        return wrong
            ? null
            : new BrokerTls(
                parameters.GetValueOrDefault("cacertfile"),
                parameters.GetValueOrDefault("certfile"),
                parameters.GetValueOrDefault("keyfile"),
                parameters.GetValueOrDefault("server_name_indication")
            );
    }

    /// <summary>The file that cannot be used, with the reason; null when there is none.</summary>
    public string? Problem(string key)
    {
        if (CaFile is not null && PemFile.Problem(() => PemFile.Certificates(CaFile)) is { } noAuthorities)
            return Setting.Wrong(key, $"cacertfile={CaFile}", $"a PEM file with the certificates of authorities ({noAuthorities})");
        if (CertFile is not null && PemFile.Problem(() => PemFile.Certificates(CertFile)) is { } noCertificate)
            return Setting.Wrong(key, $"certfile={CertFile}", $"a PEM file with our certificate ({noCertificate})");
        if (CertFile is not null && PemFile.Problem(() => PemFile.ClientCertificate(CertFile, KeyFile!)) is { } noKey)
            return Setting.Wrong(
                key,
                $"keyfile={KeyFile}",
                $"a PEM file with the key of the certificate in {CertFile}, without a password ({noKey})"
            );
        return null;
    }

    /// <summary>Reads the files anew for each connection, since certificates are renewed.</summary>
    /// <param name="host">The node.</param>
    /// <param name="trusted">Called when its certificate was accepted.</param>
    public SslOption For(BrokerHost host, Action trusted) =>
        new(ServerName ?? host.Name, enabled: true)
        {
            AcceptablePolicyErrors = SslPolicyErrors.None,
            CertificateValidationCallback = new ServerCertificateValidator(
                $"{host.Name}: the broker's",
                ServerName ?? host.Name,
                CaFile,
                trusted
            ).Validate,
            ClientCertificateContext = CertFile is null ? null : PemFile.ClientCertificate(CertFile, KeyFile!),
        };
}
