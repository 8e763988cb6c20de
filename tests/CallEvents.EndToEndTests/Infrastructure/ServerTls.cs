namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>What a server shows of itself by TLS, and of whom it takes a certificate.</summary>
/// <param name="Certificate">Its own.</param>
/// <param name="Authorities">Who vouches for clients.</param>
/// <param name="DemandsClients">RabbitMQ lets nobody in without a certificate; PostgreSQL nobody into <see cref="Guarded"/>.</param>
internal sealed record ServerTls(CertificateFiles Certificate, string Authorities, bool DemandsClients = false)
{
    /// <summary>The database of PostgreSQL that by TLS nobody gets into without a certificate.</summary>
    public const string Guarded = "guarded";

    /// <summary>PostgreSQL wants its files where it can read them, and nobody else its key.</summary>
    public IEnumerable<(string Name, string Content)> FilesOfPostgreSql =>
    [
        ("server.pem", File.ReadAllText(Certificate.File)),
        ("server-key.pem", File.ReadAllText(Certificate.KeyFile)),
        ("authorities.pem", File.ReadAllText(Authorities)),
        ("hba.conf", $"""
            hostssl {Guarded} all all scram-sha-256 clientcert=verify-ca
            host all all all scram-sha-256

            """),
    ];

    public static string[] SettingsOfPostgreSql(string folder) =>
    [
        "-c", "ssl=on", "-c", $"ssl_cert_file={folder}/server.pem", "-c", $"ssl_key_file={folder}/server-key.pem",
        "-c", $"ssl_ca_file={folder}/authorities.pem", "-c", $"hba_file={folder}/hba.conf",
    ];

    /// <summary>The same files elsewhere.</summary>
    public ServerTls In(string folder) =>
        this with { Certificate = new($"{folder}/server.pem", $"{folder}/server-key.pem"), Authorities = $"{folder}/authorities.pem" };
}
