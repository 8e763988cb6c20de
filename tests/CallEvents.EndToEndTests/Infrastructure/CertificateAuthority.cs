using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A certificate authority that only the tests trust.</summary>
internal sealed class CertificateAuthority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly string folder = TestResourceReaper.CreateFolder("certificates");
    private readonly X509Certificate2 certificate;
    private readonly CertificateAuthority? issuer;
    private int issued;

    public CertificateAuthority(string name, CertificateAuthority? issuer = null)
    {
        this.issuer = issuer;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = CreateRequest(name, key, isAuthority: true);
        certificate = issuer is null
            ? request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2))
            : request.Create(issuer.certificate, Now.AddYears(-2), Now.AddYears(1), issuer.NextSerialNumber()).CopyWithPrivateKey(key);
        File = Path.Combine(folder, "authority.pem");
        System.IO.File.WriteAllText(File, certificate.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate, to configure as trusted.</summary>
    public string File { get; }

    public CertificateFiles Issue(string name, DateTimeOffset? notAfter = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = CreateRequest(name, key, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        OidCollection usages = [new(ServerAuthentication), new(ClientAuthentication)];
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        using var issuedCertificate = request.Create(certificate, Now.AddYears(-1), notAfter ?? Now.AddDays(1), NextSerialNumber());

        var files = new CertificateFiles(Path.Combine(folder, $"{issued}.pem"), Path.Combine(folder, $"{issued}-key.pem"));
        var chain = issuer is null ? "" : $"\n{certificate.ExportCertificatePem()}";
        System.IO.File.WriteAllText(files.File, issuedCertificate.ExportCertificatePem() + chain + "\n");
        System.IO.File.WriteAllText(files.KeyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        return files;
    }

    private static CertificateRequest CreateRequest(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private byte[] NextSerialNumber() => BitConverter.GetBytes(++issued);
}
