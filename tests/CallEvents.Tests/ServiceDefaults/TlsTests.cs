using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ServiceDefaults;

public sealed class TlsTests
{
    [Theory]
    [InlineData("localhost", true, true)]
    [InlineData("localhost", false, false)]
    [InlineData("somebody-else.example", true, false)]
    public async Task A_service_speaks_to_a_broker_only_when_its_certificate_is_trusted_and_has_its_name(string name, bool trusted, bool speaks)
    {
        using var certificate = Certificate(name);
        var heard = new ConcurrentQueue<string>();
        using var broker = new TcpListener(IPAddress.Loopback, 0);
        broker.Start();
        _ = ListenAsync(broker, certificate, heard);
        var authorities = Path.Combine(TemporaryFolder.Create(), "authorities.pem");
        await File.WriteAllTextAsync(authorities, (trusted ? certificate : Certificate("unrelated")).ExportCertificatePem(), TestContext.Current.CancellationToken);

        using var run = new ServiceRun("CallEvents.Alerting",
        [
            new("ConnectionStrings:RabbitMq", $"amqps://guest:guest@localhost:{((IPEndPoint)broker.LocalEndpoint).Port}/"), new("SSL_CERT_FILE", authorities), new("SSL_CERT_DIR", "/nowhere"),
        ]);

        await Eventually.Be(() => heard, sounds => sounds.Count >= 2 || sounds.Contains("AMQP"), describe: sounds => string.Join(", ", sounds));
        heard.Contains("AMQP").ShouldBe(speaks);
    }

    private static async Task ListenAsync(TcpListener broker, X509Certificate2 certificate, ConcurrentQueue<string> heard)
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
                    heard.Enqueue(Encoding.ASCII.GetString(greeting, 0, read));
                }
                catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
                {
                    heard.Enqueue("refused");
                }
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static X509Certificate2 Certificate(string name)
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
