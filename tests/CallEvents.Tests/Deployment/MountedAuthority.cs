using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace CallEvents.Tests.Deployment;

/// <summary>Stands in for the authorities that a pod mounts: a service reads the file that its connection string names.</summary>
internal static partial class MountedAuthority
{
    private static readonly Lazy<string> Sample = new(CreateSample);

    /// <summary>The path of the file that a connection string names; null without one.</summary>
    public static string? PathIn(string connectionString) =>
        Parameter().Match(connectionString) is { Success: true, Groups: var groups } ? groups["path"].Value : null;

    /// <summary>The connection string with a file that exists here, provided that the workload mounts the one that it names.</summary>
    public static string Substitute(string connectionString, Workload workload) =>
        PathIn(connectionString) is { } path && workload.MountedFiles.Contains(path)
            ? connectionString.Replace(path, Sample.Value, StringComparison.Ordinal)
            : connectionString;

    private static string CreateSample()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new CertificateRequest("CN=sample", key, HashAlgorithmName.SHA256).CreateSelfSigned(now, now.AddDays(1));
        var file = Path.Combine(TemporaryFolder.Create(), "ca.crt");
        File.WriteAllText(file, authority.ExportCertificatePem());
        return file;
    }

    [GeneratedRegex("[?&]cacertfile=(?<path>[^&]+)")]
    private static partial Regex Parameter();
}
