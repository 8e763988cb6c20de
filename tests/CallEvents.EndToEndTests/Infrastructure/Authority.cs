using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A certificate with the chain below its authority, and its key, in PEM.</summary>
internal sealed record CertificateFiles(string File, string KeyFile);

/// <summary>A certificate authority that nobody knows but the tests.</summary>
internal sealed class Authority
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly string folder = LastWill.CreateFolder("certificates");
    private readonly X509Certificate2 certificate;
    private readonly Authority? above;
    private int issued;

    public Authority(string name, Authority? above = null)
    {
        this.above = above;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key, isAuthority: true);
        certificate = above is null
            ? request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2))
            : request.Create(above.certificate, Now.AddYears(-2), Now.AddYears(1), above.NextNumber()).CopyWithPrivateKey(key);
        File = Path.Combine(folder, "authority.pem");
        System.IO.File.WriteAllText(File, certificate.ExportCertificatePem());
    }

    /// <summary>Its own certificate, for those who are to trust it.</summary>
    public string File { get; }

    public CertificateFiles Issue(string name, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], critical: false));
        using var its = request.Create(certificate, Now.AddYears(-1), until ?? Now.AddDays(1), NextNumber());

        var files = new CertificateFiles(Path.Combine(folder, $"{issued}.pem"), Path.Combine(folder, $"{issued}-key.pem"));
        var between = above is null ? "" : $"\n{certificate.ExportCertificatePem()}";
        System.IO.File.WriteAllText(files.File, its.ExportCertificatePem() + between + "\n");
        System.IO.File.WriteAllText(files.KeyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        return files;
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private byte[] NextNumber() => BitConverter.GetBytes(++issued);
}
