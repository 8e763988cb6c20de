using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CallEvents.ServiceDefaults.Tls;

/// <summary>Validates a server's certificate in full (chain, dates, usage, name) and describes what is wrong with it.</summary>
/// <param name="whose">The words before <c>certificate</c> in a message, such as <c>the broker's</c>.</param>
/// <param name="name">The expected name; null where the operator has turned this check off.</param>
/// <param name="authorityFile">A PEM file with the only authorities to trust; null for the system's.</param>
/// <param name="accepted">Called when the certificate is accepted.</param>
public sealed class ServerCertificateValidator(string whose, string? name, string? authorityFile, Action? accepted = null)
{
    private const X509ChainStatusFlags Untrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>
    /// Callback of <see cref="SslStream"/>. Throws the reason: for false, the stream's error says only "rejected by the provided callback".
    /// </summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var problem = Problem(certificate as X509Certificate2, chain, errors);
        if (problem is null)
            accepted?.Invoke();
        return problem is null ? true : throw new CertificateRejectedException($"{whose} certificate {problem}");
    }

    private string? Problem(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || chain is null)
            return "is missing";

        if (authorityFile is not null)
            errors = ByAuthorityFile(certificate, chain, errors);
        if (name is null)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;

        return errors switch
        {
            SslPolicyErrors.None => null,
            SslPolicyErrors.RemoteCertificateNameMismatch => $"is not for {name}: it is for {NamesOf(certificate)}",
            _ => ProblemOf(chain),
        };
    }

    private SslPolicyErrors ByAuthorityFile(X509Certificate2 certificate, X509Chain chain, SslPolicyErrors errors)
    {
        // The rest of the policy stays: the intermediate certificates that the server sent, and the usage check.
        chain.Reset();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(PemFile.Certificates(authorityFile!));
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate)
            ? errors & ~SslPolicyErrors.RemoteCertificateChainErrors
            : errors | SslPolicyErrors.RemoteCertificateChainErrors;
    }

    private string ProblemOf(X509Chain chain)
    {
        var statuses = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if ((statuses & Untrusted) != 0)
        {
            var issuer = OneLine(chain.ChainElements[^1].Certificate.Issuer);
            return $"is not trusted: it was issued by '{issuer}', which is not in {authorityFile ?? "the system's authorities"}";
        }

        var outOfTime = chain
            .ChainElements.Where(element => element.ChainElementStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid))
            .ToList();
        if (outOfTime is [var first, ..])
            return first == chain.ChainElements[0]
                ? OutOfTime(first.Certificate)
                : $"is not trusted: the certificate of '{OneLine(first.Certificate.Subject)}' in its chain {OutOfTime(first.Certificate)}";

        return $"is not trusted: {OneLine(string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation)))}";
    }

    private static string OutOfTime(X509Certificate2 certificate) =>
        TimeProvider.System.GetUtcNow() < certificate.NotBefore
            ? $"is not valid before {Date(certificate.NotBefore)}"
            : $"has expired on {Date(certificate.NotAfter)}";

    private static string Date(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension =>
                extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString()))
            )
            .ToList();
        return OneLine(names.Count > 0 ? string.Join(", ", names) : certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
    }

    // These texts come from the server.
    private static string OneLine(string text) => new([.. text.Take(200).Select(letter => char.IsControl(letter) ? ' ' : letter)]);
}
