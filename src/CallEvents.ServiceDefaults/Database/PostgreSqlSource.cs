using System.Security.Cryptography.X509Certificates;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Tls;
using Npgsql;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Connections to PostgreSQL in which no SSL mode trusts a certificate that nobody vouches for.</summary>
/// <remarks>
/// Npgsql takes any certificate in the modes <c>Allow</c>, <c>Prefer</c> (its default) and <c>Require</c>, and in these alone lets somebody
/// else check it. So whichever way a connection comes to speak TLS, it is checked here; <c>VerifyCA</c> leaves the name out, as it says.
/// </remarks>
internal static class PostgreSqlSource
{
    public static NpgsqlDataSource Create(string key, NpgsqlConnectionStringBuilder settings)
    {
        var (mode, authorityFile, revocation) = (settings.SslMode, settings.RootCertificate, settings.CheckCertificateRevocation);
        if (mode is SslMode.VerifyCA or SslMode.VerifyFull) settings.SslMode = SslMode.Require;
        settings.RootCertificate = null;

        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        source.UseSslClientAuthenticationOptionsCallback(tls =>
        {
            var name = mode is SslMode.VerifyCA ? null : tls.TargetHost;
            tls.CertificateRevocationCheckMode = revocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
            tls.RemoteCertificateValidationCallback = new ServerCertificateValidator($"{key}: {tls.TargetHost}: the database's", name, authorityFile).Validate;
        });
        return source.Build();
    }

    /// <summary>Which of the files cannot be used, or null. What has a password, and PKCS #12, Npgsql alone can read.</summary>
    public static string? Problem(string key, NpgsqlConnectionStringBuilder settings)
    {
        if (settings.RootCertificate is { Length: > 0 } root && PemFile.Problem(() => PemFile.Certificates(root)) is { } noAuthorities)
            return Setting.Wrong(key, $"Root Certificate={root}", $"a PEM file with the certificates of authorities ({noAuthorities})");
        if (settings is { SslCertificate: { Length: > 0 } file, SslKey: { Length: > 0 } keyFile, SslPassword: null or "" }
            && PemFile.Problem(() => PemFile.ClientCertificate(file, keyFile)) is { } noCertificate)
            return Setting.Wrong(key, $"SSL Certificate={file};SSL Key={keyFile}", $"PEM files with our certificate and its key ({noCertificate})");
        return null;
    }
}
