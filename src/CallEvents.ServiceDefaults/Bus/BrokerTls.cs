using System.Net.Security;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Tls;
using RabbitMQ.Client;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>What an <c>amqps</c> URI says about TLS, by the query parameters that RabbitMQ gave their names. Nothing here can turn a check off.</summary>
/// <param name="CaFile"><c>cacertfile</c>: trusted instead of the system's authorities.</param>
/// <param name="CertFile"><c>certfile</c>: our own certificate, and what leads from it to an authority the broker knows.</param>
/// <param name="KeyFile"><c>keyfile</c>: its key.</param>
/// <param name="ServerName"><c>server_name_indication</c>: the name checked, where it is not the host's.</param>
internal sealed record BrokerTls(string? CaFile, string? CertFile, string? KeyFile, string? ServerName)
{
    public const string Expected = "amqps://…?cacertfile=FILE&certfile=FILE&keyfile=FILE&server_name_indication=NAME";

    private static readonly string[] Names = ["cacertfile", "certfile", "keyfile", "server_name_indication", "verify"];

    /// <summary>Null when there is a parameter that is unknown, empty or there twice, or one without the other that it needs.</summary>
    public static BrokerTls? TryParse(string query)
    {
        var said = new Dictionary<string, string>();
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (parameter.Split('=', 2) is not [var name, { Length: > 0 } value] || !Names.Contains(name) || !said.TryAdd(name, Uri.UnescapeDataString(value)))
                return null;
        }

        // Erlang's word for checking no name.
        var wrong = said.GetValueOrDefault("verify", "verify_peer") != "verify_peer"
            || said.GetValueOrDefault("server_name_indication") == "disable"
            || said.ContainsKey("certfile") != said.ContainsKey("keyfile");
        return wrong ? null : new BrokerTls(
            said.GetValueOrDefault("cacertfile"), said.GetValueOrDefault("certfile"), said.GetValueOrDefault("keyfile"), said.GetValueOrDefault("server_name_indication"));
    }

    /// <summary>Which of the files cannot be used, or null.</summary>
    public string? Problem(string key)
    {
        if (CaFile is not null && PemFile.Problem(() => PemFile.Certificates(CaFile)) is { } noAuthorities)
            return Setting.Wrong(key, $"cacertfile={CaFile}", $"a PEM file with the certificates of authorities ({noAuthorities})");
        if (CertFile is not null && PemFile.Problem(() => PemFile.Certificates(CertFile)) is { } noCertificate)
            return Setting.Wrong(key, $"certfile={CertFile}", $"a PEM file with our certificate ({noCertificate})");
        if (CertFile is not null && PemFile.Problem(() => PemFile.ClientCertificate(CertFile, KeyFile!)) is { } noKey)
            return Setting.Wrong(key, $"keyfile={KeyFile}", $"a PEM file with the key of the certificate in {CertFile}, without a password ({noKey})");
        return null;
    }

    /// <summary>Reads the files: not once for all, since certificates are renewed.</summary>
    /// <param name="host">The node.</param>
    /// <param name="trusted">Called when its certificate was found good.</param>
    public SslOption For(BrokerHost host, Action trusted) => new(ServerName ?? host.Name, enabled: true)
    {
        AcceptablePolicyErrors = SslPolicyErrors.None,
        CertificateValidationCallback = new ServerCertificateValidator($"{host.Name}: the broker's", ServerName ?? host.Name, CaFile, trusted).Validate,
        ClientCertificateContext = CertFile is null ? null : PemFile.ClientCertificate(CertFile, KeyFile!),
    };
}
