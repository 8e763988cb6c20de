using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallEvents.Alerting.Channels;
using CallEvents.TestSupport;
using CallEvents.TestSupport.PagerDuty;
using CallEvents.TestSupport.Slack;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.Tests.Alerting.Channels.Http;

/// <summary>What all channels have in common that speak HTTP.</summary>
public sealed class ChannelHttpTests
{
    private const string Secret = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    public static TheoryData<string> Types => ["slack", "teams", "pagerduty", "webhook"];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task No_connection_is_not_blamed_on_the_alert(string type)
    {
        using var host = new ChannelHost();

        (await SendAsync(host, type, $"http://127.0.0.1:{ClosedPort()}{WebhookReceiver.SecretPath}")).ShouldBe(
            new ChannelResult.Unavailable("connection refused")
        );
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task No_answer_may_be_about_the_alert(string type)
    {
        await using var silent = await SlackStub.StartAsync();
        silent.IsSilent = true;
        using var host = new ChannelHost(timeout: TimeSpan.FromMilliseconds(200));

        (await SendAsync(host, type, silent.Url)).ShouldBe(new ChannelResult.Unavailable("timeout", IsSuspect: true));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_connection_that_breaks_may_be_about_the_alert(string type)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var broken = BreakAsync(listener);
        using var host = new ChannelHost();

        var result = await SendAsync(host, type, $"http://{listener.LocalEndpoint}{WebhookReceiver.SecretPath}");

        result.ShouldBeOfType<ChannelResult.Unavailable>().IsSuspect.ShouldBeTrue();
        await broken;
    }

    /// <summary>Takes the beginning of a request, and closes the connection.</summary>
    private static async Task BreakAsync(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await connection.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_rejected_certificate_needs_an_operator(string type)
    {
        using var certificate = SelfSigned();
        await using var server = await SlackStub.StartAsync(certificate);
        using var host = new ChannelHost();

        var result = (await SendAsync(host, type, server.Url)).ShouldBeOfType<ChannelResult.Unauthorized>();

        result.Reason.ShouldStartWith("127.0.0.1: the server's certificate is not trusted");
        result.Delay.ShouldBeNull();
        server.Received.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task No_redirect_is_followed(string type)
    {
        await using var server = await SlackStub.StartAsync();
        await using var other = await SlackStub.StartAsync();
        server.AnswerWith(307, "", ("Location", other.Url));
        using var host = new ChannelHost();

        (await SendAsync(host, type, server.Url)).ShouldBe(
            new ChannelResult.Unauthorized("HTTP 307: redirects are not followed, set Channels:deals:Url to the final address")
        );
        other.Received.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_stopped_service_does_not_wait(string type)
    {
        await using var silent = await SlackStub.StartAsync();
        silent.IsSilent = true;
        using var host = new ChannelHost();
        using var stop = new CancellationTokenSource();
        var sending = host.Type(type).Create("deals", OptionsOf(silent.Url)).SendAsync(SampleAlerts.Of(SampleAlerts.Usual), stop.Token);
        await Eventually.Be(() => silent.Received.Count == 1);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task No_secret_and_no_personal_data_is_in_results_and_logs(string type)
    {
        using var host = new ChannelHost();
        var results = new List<ChannelResult>();
        string[] bodies =
        [
            WebhookReceiver.SecretPath,
            "kJ7qsecretpath",
            $"{SampleAlerts.Sentence} {SampleAlerts.Email}",
            PagerDutyStub.Invalid($"routing_key {PagerDutyStub.RoutingKey} is invalid"),
        ];
        foreach (var status in (int[])[200, 302, 400, 401, 403, 404, 408, 410, 413, 429, 500, 503])
        {
            foreach (var body in bodies)
            {
                await using var server = await SlackStub.StartAsync();
                server.AnswerWith(status, body, ("Location", server.Url));
                results.Add(await SendAsync(host, type, server.Url));
            }
        }

        host.Logs.Lines.Count.ShouldBeGreaterThan(40);
        foreach (var text in host.Logs.Lines.Concat(results.Select(result => $"{result}")))
        {
            foreach (
                var secret in (string[])["secretpath", Secret, "apikeyvalue", PagerDutyStub.RoutingKey, SampleAlerts.Email, "Gong", "Ada"]
            )
                text.ShouldNotContain(secret);
        }
    }

    [Theory]
    [InlineData("slack", "Channels:deals:Url: found nothing, expected ")]
    [InlineData("teams", "Channels:deals:Url: found nothing, expected ")]
    [InlineData("pagerduty", "Channels:deals:RoutingKey: found nothing, expected ")]
    [InlineData("webhook", "Channels:deals:Url: found nothing, expected ", "Channels:deals:Secret: found nothing, expected ")]
    public void What_is_missing_is_named(string type, params string[] starts)
    {
        using var host = new ChannelHost();

        var failures = host.Validate(type, new ChannelOptions());

        failures.Count.ShouldBe(starts.Length);
        foreach (var (failure, start) in failures.Zip(starts))
            failure.ShouldStartWith(start, Case.Sensitive);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_wrong_setting_is_one_line_without_a_secret(string type)
    {
        using var host = new ChannelHost();
        var options = OptionsOf("http://hooks.example.com/t0psecret");
        if (type == "pagerduty")
            options.RoutingKey = "t0psecret";

        var failures = host.Validate(type, options);

        failures.Count.ShouldBe(type == "pagerduty" ? 2 : 1);
        foreach (var failure in failures)
            failure.ShouldNotContain("t0psecret");
        failures[^1].ShouldStartWith("Channels:deals:Url: found 'http://hooks.example.com', expected an https address");
    }

    private static Task<ChannelResult> SendAsync(ChannelHost host, string type, string url) =>
        host.SendAsync(type, OptionsOf(url), SampleAlerts.Of(SampleAlerts.Usual));

    private static ChannelOptions OptionsOf(string url) =>
        new()
        {
            Url = url,
            Secret = Secret,
            RoutingKey = PagerDutyStub.RoutingKey,
            Headers = { ["X-Api-Key"] = "apikeyvalue" },
        };

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=unknown-authority", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
