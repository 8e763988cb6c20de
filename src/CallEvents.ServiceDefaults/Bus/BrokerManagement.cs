using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Tls;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Reads bindings from RabbitMQ's management API, as a user with the tag <c>monitoring</c>.</summary>
public sealed class BrokerManagement : IDisposable
{
    private const string CaFile = "cacertfile=";
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient client;
    private readonly Uri bindings;

    /// <param name="address">An address for which <see cref="Problem"/> is null.</param>
    public BrokerManagement(string address)
    {
        var (uri, authorityFile) = Parse(address) ?? throw new ArgumentException("Not validated", nameof(address));
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var validator = new ServerCertificateValidator($"{uri.Host}: the management API's", uri.Host, authorityFile);
        handler.SslOptions.RemoteCertificateValidationCallback = validator.Validate;
        client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
        var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        var virtualHost = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/'));
        bindings = new Uri(
            $"{uri.Scheme}://{uri.Authority}/api/bindings/{Uri.EscapeDataString(virtualHost.Length > 0 ? virtualHost : "/")}"
        );
    }

    /// <summary>What is wrong with a configured address, without its password; null for a valid one.</summary>
    public static string? Problem(string key, string? address)
    {
        if (Parse(address) is not { } parsed)
            return Setting.Wrong(key, Setting.Redact(address), "an address such as https://user:password@host:15671/vhost?cacertfile=FILE");
        return parsed.AuthorityFile is { } file && PemFile.Problem(() => PemFile.Certificates(file)) is { } problem
            ? Setting.Wrong(key, $"{CaFile}{file}", $"a PEM file with the certificates of authorities ({problem})")
            : null;
    }

    /// <summary>All bindings of the virtual host.</summary>
    public async Task<IReadOnlyList<BrokerBinding>> ReadBindingsAsync(CancellationToken cancellationToken) =>
        await client.GetFromJsonAsync<List<BrokerBinding>>(bindings, Json, cancellationToken) ?? [];

    public void Dispose() => client.Dispose();

    private static (Uri Address, string? AuthorityFile)? Parse(string? text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri is not { Scheme: "http" or "https", Fragment: "" }
            || !uri.UserInfo.Contains(':', StringComparison.Ordinal)
        )
            return null;
        var query = uri.Query.TrimStart('?');
        if (query.Length == 0)
            return (uri, null);
        return uri.Scheme == "https" && query.StartsWith(CaFile, StringComparison.Ordinal) && !query.Contains('&', StringComparison.Ordinal)
            ? (uri, Uri.UnescapeDataString(query[CaFile.Length..]))
            : null;
    }
}

/// <summary>A binding from an exchange to a queue, or to another exchange.</summary>
public sealed record BrokerBinding(string Source, string Destination, string DestinationType);
