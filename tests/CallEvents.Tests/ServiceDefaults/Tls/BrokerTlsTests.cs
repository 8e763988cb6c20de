using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ServiceDefaults.Tls;

public sealed class BrokerTlsTests
{
    [Theory]
    [InlineData("localhost", true, true)]
    [InlineData("localhost", false, false)]
    [InlineData("other.example", true, false)]
    public async Task Connects_only_when_the_broker_certificate_is_trusted_and_matches_the_host(string host, bool isTrusted, bool connects)
    {
        using var certificate = CreateCertificate(host);
        var handshakes = new ConcurrentQueue<string>();
        using var broker = new TcpListener(IPAddress.Loopback, 0);
        broker.Start();
        _ = AcceptAsync(broker, certificate, handshakes);
        var authorities = Path.Combine(TemporaryFolder.Create(), "authorities.pem");
        using var unrelated = CreateCertificate("unrelated");
        var authority = isTrusted ? certificate : unrelated;
        await File.WriteAllTextAsync(authorities, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);

        using var service = new ServiceProcess(
            "CallEvents.Alerting",
            [
                new("ConnectionStrings:RabbitMq", $"amqps://guest:guest@localhost:{((IPEndPoint)broker.LocalEndpoint).Port}/"),
                new("SSL_CERT_FILE", authorities),
                new("SSL_CERT_DIR", "/nowhere"),
            ]
        );

        await Eventually.Be(
            () => handshakes,
            results => results.Count >= 2 || results.Contains("AMQP"),
            describe: results => string.Join(", ", results)
        );
        handshakes.Contains("AMQP").ShouldBe(connects);
    }

    private static async Task AcceptAsync(TcpListener broker, X509Certificate2 certificate, ConcurrentQueue<string> handshakes)
    {
        while (true)
        {
            try
            {
                using var client = await broker.AcceptTcpClientAsync();
                try
                {
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(certificate);
                    var greeting = new byte[4];
                    var read = await tls.ReadAtLeastAsync(greeting, greeting.Length, throwOnEndOfStream: false);
                    handshakes.Enqueue(Encoding.ASCII.GetString(greeting, 0, read));
                }
                catch (Exception e) when (e is IOException or AuthenticationException)
                {
                    handshakes.Enqueue("rejected");
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static X509Certificate2 CreateCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}
