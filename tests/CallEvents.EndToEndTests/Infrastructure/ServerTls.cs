namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>TLS configuration of a server.</summary>
/// <param name="Certificate">The server's certificate.</param>
/// <param name="Authorities">The authorities that are trusted for client certificates.</param>
/// <param name="RequiresClientCertificate">
/// Whether RabbitMQ rejects clients without a certificate. PostgreSQL always does so for <see cref="ClientCertificateDatabase"/>, and only
/// for that.
/// </param>
internal sealed record ServerTls(CertificateFiles Certificate, string Authorities, bool RequiresClientCertificate = false)
{
    /// <summary>The PostgreSQL database that requires a client certificate on TLS connections.</summary>
    public const string ClientCertificateDatabase = "client_certificate";

    /// <summary>The files to copy for PostgreSQL, which requires that only its own user can read the key.</summary>
    public IEnumerable<(string Name, string Content)> PostgreSqlFiles =>
        [
            ("server.pem", File.ReadAllText(Certificate.File)),
            ("server-key.pem", File.ReadAllText(Certificate.KeyFile)),
            ("authorities.pem", File.ReadAllText(Authorities)),
            (
                "hba.conf",
                $"""
                hostssl {ClientCertificateDatabase} all all scram-sha-256 clientcert=verify-ca
                host all all all scram-sha-256

                """
            ),
        ];

    public static string[] PostgreSqlSettings(string folder) =>
        [
            "-c",
            "ssl=on",
            "-c",
            $"ssl_cert_file={folder}/server.pem",
            "-c",
            $"ssl_key_file={folder}/server-key.pem",
            "-c",
            $"ssl_ca_file={folder}/authorities.pem",
            "-c",
            $"hba_file={folder}/hba.conf",
        ];

    /// <summary>The same configuration with the files in another folder.</summary>
    public ServerTls WithFolder(string folder) =>
        this with
        {
            Certificate = new($"{folder}/server.pem", $"{folder}/server-key.pem"),
            Authorities = $"{folder}/authorities.pem",
        };
}
