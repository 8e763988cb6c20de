using System.Security.Cryptography.X509Certificates;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Tls;
using Npgsql;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Creates connections to PostgreSQL in which no SSL mode accepts an untrusted certificate.</summary>
/// <remarks>
/// Npgsql accepts any certificate in the modes <c>Allow</c>, <c>Prefer</c> (its default) and <c>Require</c>, and only in these allows a
/// validation callback. So every TLS connection is validated here; <c>VerifyCA</c> does not check the name, as documented.
/// </remarks>
internal static class PostgreSqlSource
{
    public static NpgsqlDataSource Create(string key, NpgsqlConnectionStringBuilder settings)
    {
        var (mode, authorityFile, revocation) = (settings.SslMode, settings.RootCertificate, settings.CheckCertificateRevocation);
        if (mode is SslMode.VerifyCA or SslMode.VerifyFull)
            settings.SslMode = SslMode.Require;
        settings.RootCertificate = null;

        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        source.UseSslClientAuthenticationOptionsCallback(tls =>
        {
            var name = mode is SslMode.VerifyCA ? null : tls.TargetHost;
            tls.CertificateRevocationCheckMode = revocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
            var validator = new ServerCertificateValidator($"{key}: {tls.TargetHost}: the database's", name, authorityFile);
            tls.RemoteCertificateValidationCallback = validator.Validate;
        });
        return source.Build();
    }

    /// <summary>
    /// The file that cannot be used, with the reason; null when there is none. Files with a password, and PKCS #12, are left to Npgsql.
    /// </summary>
    public static string? Problem(string key, NpgsqlConnectionStringBuilder settings)
    {
        if (settings.RootCertificate is { Length: > 0 } root && PemFile.Problem(() => PemFile.Certificates(root)) is { } noAuthorities)
            return Setting.Wrong(key, $"Root Certificate={root}", $"a PEM file with the certificates of authorities ({noAuthorities})");
        if (
            settings is { SslCertificate: { Length: > 0 } file, SslKey: { Length: > 0 } keyFile, SslPassword: null or "" }
            && PemFile.Problem(() => PemFile.ClientCertificate(file, keyFile)) is { } noCertificate
        )
            return Setting.Wrong(
                key,
                $"SSL Certificate={file};SSL Key={keyFile}",
                $"PEM files with our certificate and its key ({noCertificate})"
            );
        return null;
    }
}
