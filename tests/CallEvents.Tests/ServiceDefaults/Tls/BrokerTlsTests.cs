using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
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
    [InlineData("somebody-else.example", true, false)]
    public async Task Connects_only_when_the_broker_certificate_is_trusted_and_matches_the_host(string name, bool trusted, bool speaks)
    {
        using var certificate = CreateCertificate(name);
        var handshakes = new ConcurrentQueue<string>();
        using var broker = new TcpListener(IPAddress.Loopback, 0);
        broker.Start();
        _ = AcceptAsync(broker, certificate, handshakes);
        var authorities = Path.Combine(TemporaryFolder.Create(), "authorities.pem");
        await File.WriteAllTextAsync(authorities, (trusted ? certificate : CreateCertificate("unrelated")).ExportCertificatePem(), TestContext.Current.CancellationToken);

        using var run = new ServiceProcess("CallEvents.Alerting",
        [
            new("ConnectionStrings:RabbitMq", $"amqps://guest:guest@localhost:{((IPEndPoint)broker.LocalEndpoint).Port}/"), new("SSL_CERT_FILE", authorities), new("SSL_CERT_DIR", "/nowhere"),
        ]);

        await Eventually.Be(() => handshakes, sounds => sounds.Count >= 2 || sounds.Contains("AMQP"), describe: sounds => string.Join(", ", sounds));
        handshakes.Contains("AMQP").ShouldBe(speaks);
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
                catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
                {
                    handshakes.Enqueue("refused");
                }
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
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
