using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallEvents.ServiceDefaults.Tls;

/// <summary>Reads certificates from PEM files; anew for each connection, so that renewed ones need no restart.</summary>
internal static class PemFile
{
    public static X509Certificate2Collection Certificates(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException($"no certificate in {file}");
    }

    /// <summary>A certificate with its key and the rest of its file: the chain to an authority that the server trusts.</summary>
    public static SslStreamCertificateContext ClientCertificate(string file, string keyFile)
    {
        var mine = X509Certificate2.CreateFromPemFile(file, keyFile);
        return SslStreamCertificateContext.Create(mine, Certificates(file), offline: true);
    }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public static string? Problem(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            return exception.Message.ReplaceLineEndings(" ");
        }
    }

    public static bool IsUnusable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
