using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallEvents.Tests.Deployment;

/// <summary>The contents of an overlay's secrets: from an ExternalSecret, a Certificate, or the overlay's own script.</summary>
internal static partial class OverlaySecrets
{
    private const string SampleDatabase = "Host=db.postgresql.svc;Port=5432;Username=callevents;Password=secret;Database=callevents";

    private static readonly string[] CertificateKeys = ["tls.crt", "tls.key", "ca.crt"];

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Of(Overlay overlay) =>
        FromScript(overlay)
            .Concat(overlay.CustomResources("ExternalSecret").Select(FromExternalSecret))
            .Concat(overlay.CustomResources("Certificate").Select(FromCertificate))
            .ToDictionary(secret => secret.Name, secret => secret.Values);

    private static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Values)> FromScript(Overlay overlay)
    {
        var script = Path.Combine("overlays", overlay.Name, "secrets.sh");
        return File.Exists(Path.Combine(Kustomize.Folder, script))
            ? Manifest.LoadAll(Kustomize.Run(script)).Where(manifest => manifest.Kind == "Secret").Select(FromManifest)
            : [];
    }

    private static (string Name, IReadOnlyDictionary<string, string> Values) FromManifest(Manifest secret) =>
        (secret.Name, ValuesOf(secret.Json["data"]!, text => Encoding.UTF8.GetString(Convert.FromBase64String(text))));

    private static (string Name, IReadOnlyDictionary<string, string> Values) FromExternalSecret(Manifest manifest) =>
        (manifest.Text("spec", "target", "name"), ValuesOf(manifest.At("spec", "target", "template", "data")!, FillTemplate));

    private static (string Name, IReadOnlyDictionary<string, string> Values) FromCertificate(Manifest manifest) =>
        (manifest.Text("spec", "secretName"), CertificateKeys.ToDictionary(key => key, _ => ""));

    private static Dictionary<string, string> ValuesOf(JsonNode data, Func<string, string> read) =>
        data.AsObject().ToDictionary(pair => pair.Key, pair => read(pair.Value!.GetValue<string>()));

    private static string FillTemplate(string template) =>
        Placeholder().Replace(template, match => match.Groups["name"].Value == "database" ? SampleDatabase : "secret");

    [GeneratedRegex(@"\{\{ \.(?<name>\w+)( \| urlquery)? \}\}")]
    private static partial Regex Placeholder();
}
