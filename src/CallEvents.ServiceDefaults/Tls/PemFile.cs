using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallEvents.ServiceDefaults.Tls;

/// <summary>Certificates in PEM files that an operator names. Read anew for each connection: whoever renews them need not restart anything.</summary>
internal static class PemFile
{
    public static X509Certificate2Collection Certificates(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException($"no certificate in {file}");
    }

    /// <summary>A certificate with its key, and what else is in its file: the chain that leads to an authority the server knows.</summary>
    public static SslStreamCertificateContext ClientCertificate(string file, string keyFile)
    {
        var mine = X509Certificate2.CreateFromPemFile(file, keyFile);
        return SslStreamCertificateContext.Create(mine, Certificates(file), offline: true);
    }

    /// <summary>Why it cannot be read so, or null.</summary>
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
