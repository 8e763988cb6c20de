using System.Net;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Tls;

public sealed class BrokerTlsTests
{
    private const string Untrusted = "localhost: the broker's certificate is not trusted: it was issued by 'CN=Our CA'";
    private const string HandshakeFailed = "the broker ended the connection at the TLS handshake, as it does when it";

    private static readonly DateTimeOffset Past = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly CertificateAuthority ourAuthority = new("Our CA");
    private readonly CertificateAuthority otherAuthority = new("Their CA");

    /// <summary>The query of a broker URI that trusts our authority.</summary>
    private string TrustOurs => $"cacertfile={ourAuthority.File}";

    [Fact]
    public async Task Connects_when_the_broker_certificate_is_trusted_and_matches_the_host()
    {
        await using var rabbit = new RabbitMqServer(new ServerTls(ourAuthority.Issue("localhost"), ourAuthority.File));
        await rabbit.InitializeAsync();

        await VerifyEventsFlowAsync(rabbit, vhost => rabbit.TlsUriFor(vhost, TrustOurs));
        await VerifyEventsFlowAsync(rabbit, vhost => rabbit.TlsUriFor(vhost, $"{TrustOurs}&server_name_indication=localhost", "127.0.0.1"));

        await VerifyRejectedAsync(rabbit, vhost => rabbit.TlsUriFor(vhost, ""), $"{Untrusted}, which is not in the system's authorities");
        await VerifyRejectedAsync(
            rabbit,
            vhost => rabbit.TlsUriFor(vhost, $"cacertfile={otherAuthority.File}"),
            $"{Untrusted}, which is not in {otherAuthority.File}"
        );
        await VerifyRejectedAsync(
            rabbit,
            vhost => rabbit.TlsUriFor(vhost, TrustOurs, "127.0.0.1"),
            "127.0.0.1: the broker's certificate is not for 127.0.0.1: it is for localhost"
        );
        await VerifyRejectedAsync(
            rabbit,
            vhost => rabbit.TlsUriFor(vhost, $"{TrustOurs}&server_name_indication=rabbit.example"),
            "localhost: the broker's certificate is not for rabbit.example: it is for localhost"
        );
    }

    [Fact]
    public async Task An_expired_broker_certificate_is_rejected()
    {
        await using var rabbit = new RabbitMqServer(new ServerTls(ourAuthority.Issue("localhost", Past), ourAuthority.File));
        await rabbit.InitializeAsync();

        await VerifyRejectedAsync(
            rabbit,
            vhost => rabbit.TlsUriFor(vhost, TrustOurs),
            "localhost: the broker's certificate has expired on 2026-01-31 12:00:00Z"
        );
    }

    [Fact]
    public async Task A_broker_that_requires_a_client_certificate_receives_ours()
    {
        var tls = new ServerTls(ourAuthority.Issue("localhost"), ourAuthority.File, RequiresClientCertificate: true);
        await using var rabbit = new RabbitMqServer(tls);
        await rabbit.InitializeAsync();
        var trusted = new CertificateAuthority("Our department", ourAuthority).Issue("callevents");
        var untrusted = otherAuthority.Issue("callevents");

        await VerifyEventsFlowAsync(
            rabbit,
            vhost => rabbit.TlsUriFor(vhost, $"{TrustOurs}&certfile={trusted.File}&keyfile={trusted.KeyFile}")
        );

        await VerifyRejectedAsync(
            rabbit,
            vhost => rabbit.TlsUriFor(vhost, TrustOurs),
            $"{HandshakeFailed} requires a client certificate: see certfile and keyfile of ConnectionStrings:RabbitMq"
        );
        await VerifyRejectedAsync(
            rabbit,
            vhost => rabbit.TlsUriFor(vhost, $"{TrustOurs}&certfile={untrusted.File}&keyfile={untrusted.KeyFile}"),
            $"{HandshakeFailed} rejects the client certificate in {untrusted.File}"
        );
    }

    private static async Task VerifyEventsFlowAsync(RabbitMqServer rabbit, Func<VirtualHost, string> uri)
    {
        await using var stack = await TestStack.StartAsync(rabbit, new SimulatorOptions { Calls = 20, Days = 1 });
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        stack.Poller.Settings["ConnectionStrings:RabbitMq"] = uri(stack.Broker);

        await stack.Poller.StartAndWaitUntilReadyAsync();

        await subscriber.WaitForAsync("CallRecorded", 20);
    }

    /// <summary>
    /// Verifies that the service logs the reason in one line and only once, keeps running, is not ready and logs no password.
    /// </summary>
    private static async Task VerifyRejectedAsync(RabbitMqServer rabbit, Func<VirtualHost, string> uri, string reason)
    {
        await using var vhost = await rabbit.CreateVhostAsync();
        await using var alerting = new ServiceProcess("CallEvents.Alerting", [new("ConnectionStrings:RabbitMq", uri(vhost))]);

        alerting.Start();
        await Eventually.Be(() => ConnectionErrors(alerting), lines => lines.Count > 0);
        await alerting.WaitUntilRespondingAsync();
        var readiness = await alerting.StatusAsync("/health/ready");

        ConnectionErrors(alerting).ShouldHaveSingleItem().ShouldContain($"RabbitMQ connection failed: {reason}");
        readiness.ShouldBe(HttpStatusCode.ServiceUnavailable);
        alerting.IsRunning.ShouldBeTrue();
        (alerting.Output + alerting.Error).ShouldNotContain($":{RabbitMqServer.Password}@");
    }

    private static List<string> ConnectionErrors(ServiceProcess service) =>
        [.. service.Output.Split('\n').Where(line => line.Contains("RabbitMQ connection failed: ", StringComparison.Ordinal))];
}
