using System.Net;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Tls;

public sealed class BrokerTlsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Authority ours = new("Our CA");
    private readonly Authority theirs = new("Their CA");

    [Fact]
    public async Task A_broker_is_spoken_to_when_the_named_authority_vouches_for_it_and_its_name_is_right()
    {
        await using var rabbit = new RabbitMqServer(new ServerTls(ours.Issue("localhost"), ours.File));
        await rabbit.InitializeAsync();

        await EventsFlow(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={ours.File}"));
        await EventsFlow(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={ours.File}&server_name_indication=localhost", "127.0.0.1"));

        await IsRefused(rabbit, vhost => rabbit.TlsUriOf(vhost, ""), "localhost: the broker's certificate is not trusted: it comes from 'CN=Our CA', which the system does not know");
        await IsRefused(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={theirs.File}"), $"localhost: the broker's certificate is not trusted: it comes from 'CN=Our CA', which {theirs.File} does not know");
        await IsRefused(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={ours.File}", "127.0.0.1"), "127.0.0.1: the broker's certificate is not for 127.0.0.1: it is for localhost");
        await IsRefused(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={ours.File}&server_name_indication=rabbit.example"), "localhost: the broker's certificate is not for rabbit.example: it is for localhost");
    }

    [Fact]
    public async Task A_broker_whose_certificate_has_expired_is_not_spoken_to()
    {
        await using var rabbit = new RabbitMqServer(new ServerTls(ours.Issue("localhost", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)), ours.File));
        await rabbit.InitializeAsync();

        await IsRefused(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={ours.File}"), "localhost: the broker's certificate has expired on 2026-01-31 12:00:00Z");
    }

    [Fact]
    public async Task A_broker_that_demands_a_certificate_gets_ours_with_its_chain_and_one_that_refuses_it_is_told()
    {
        await using var rabbit = new RabbitMqServer(new ServerTls(ours.Issue("localhost"), ours.File, DemandsClients: true));
        await rabbit.InitializeAsync();
        var good = new Authority("Our department", ours).Issue("callevents");
        var strange = theirs.Issue("callevents");

        await EventsFlow(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={ours.File}&certfile={good.File}&keyfile={good.KeyFile}"));

        await IsRefused(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={ours.File}"), "the broker ended the connection at the TLS handshake, as one does that demands a client certificate: see certfile and keyfile of ConnectionStrings:RabbitMq");
        await IsRefused(rabbit, vhost => rabbit.TlsUriOf(vhost, $"cacertfile={ours.File}&certfile={strange.File}&keyfile={strange.KeyFile}"), $"the broker ended the connection at the TLS handshake, as one does that refuses the client certificate in {strange.File}");
    }

    private static async Task EventsFlow(RabbitMqServer rabbit, Func<VirtualHost, string> uri)
    {
        await using var company = await Company.FoundAsync(rabbit, "--calls", "20", "--days", "1");
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        company.Poller.Settings["ConnectionStrings:RabbitMq"] = uri(company.Broker);

        await company.Poller.StartAndWaitUntilReadyAsync();

        await listener.WaitForAsync("CallRecorded", 20, Patience);
    }

    /// <summary>One line, once; it stays up, is not ready and has said no password.</summary>
    private static async Task IsRefused(RabbitMqServer rabbit, Func<VirtualHost, string> uri, string why)
    {
        await using var vhost = await rabbit.CreateVhostAsync();
        await using var alerting = new ServiceProcess("CallEvents.Alerting", [new("ConnectionStrings:RabbitMq", uri(vhost))]);

        alerting.Start();
        await Eventually.Be(() => Lines(alerting), lines => lines.Count > 0, Patience);
        await alerting.WaitUntilAnsweringAsync();
        using var ready = await alerting.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Lines(alerting).ShouldHaveSingleItem().ShouldContain($"No connection: {why}");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        alerting.IsRunning.ShouldBeTrue();
        (alerting.Output + alerting.Error).ShouldNotContain($":{RabbitMqServer.Password}@");
    }

    private static List<string> Lines(ServiceProcess service) =>
        [.. service.Output.Split('\n').Where(line => line.Contains("No connection: ", StringComparison.Ordinal))];
}
