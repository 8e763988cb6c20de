using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.ServiceDefaults.Outgoing;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.Tests.ServiceDefaults.Outgoing;

public sealed class OutgoingClientTests
{
    private const string Secret = "jane.doe@acme.example";

    [Fact]
    public async Task A_span_has_host_and_operation_instead_of_the_path()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();
        receiver.AnswerWith(503);

        using var pass = new Activity("pass").Start();
        using var response = await client.SendAsync(receiver.Url, "upsert calls");

        // The only one: the native span has the path.
        var span = client.Spans.Where(span => span.ParentSpanId == pass.SpanId).ShouldHaveSingleItem();
        span.DisplayName.ShouldBe("POST upsert calls");
        span.Kind.ShouldBe(ActivityKind.Client);
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.TagObjects.ToDictionary()
            .ShouldBe(
                new Dictionary<string, object?>
                {
                    ["http.request.method"] = "POST",
                    ["server.address"] = "127.0.0.1",
                    ["server.port"] = receiver.Address.Port,
                    ["url.scheme"] = "http",
                    ["callevents.operation"] = "upsert calls",
                    ["http.response.status_code"] = 503,
                    ["error.type"] = "503",
                },
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_request_that_is_part_of_no_trace_has_no_span()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();

        (await client.SendAsync(receiver.Url)).Dispose();

        client
            .Spans.Where(span => span.Source.Name is TelemetryNames.Outgoing or "System.Net.Http")
            .Where(span => Equals(span.GetTagItem("server.port"), receiver.Address.Port))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Logs_spans_and_metrics_hold_no_path_and_no_secret()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient(timeout: TimeSpan.FromSeconds(2));
        var address = $"{receiver.Url}?email={Uri.EscapeDataString(Secret)}";
        var requests = 0;
        receiver.Answer = async (_, context) =>
        {
            switch (++requests)
            {
                case 1:
                    await WebhookReceiver.Send(context, 400, ("X-Error", Secret));
                    break;
                case 2:
                    await WebhookReceiver.Send(context, 302, ("Location", address));
                    break;
                case 3:
                    context.Abort();
                    break;
                default:
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                    break;
            }
        };

        using var pass = new Activity("pass").Start();
        for (var request = 0; request < 4; request++)
            await TryAsync(address);
        await TryAsync($"http://127.0.0.1:1{WebhookReceiver.SecretPath}");

        client.Spans.Count(span => span.ParentSpanId == pass.SpanId).ShouldBe(5);
        client.LogLines.Count(line => line.Contains("POST try it to http://127.0.0.1: ", StringComparison.Ordinal)).ShouldBe(5);
        client
            .Measurements.Where(measured => measured.Contains($"[server.port, {receiver.Address.Port}]", StringComparison.Ordinal))
            .ShouldContain(measured => measured.StartsWith("http.client.request.duration ", StringComparison.Ordinal));
        foreach (var trace in client.Traces)
        {
            trace.ShouldNotContain("secretpath");
            trace.ShouldNotContain("acme.example");
        }

        async Task TryAsync(string url)
        {
            try
            {
                (await client.SendAsync(url, content: new StringContent(Secret))).Dispose();
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                OutgoingFailure.Of(exception)!.Description.ShouldNotContain("acme.example");
            }
        }
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_cookies_not_sent_back()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();
        receiver.AnswerWith(307, ("Location", receiver.Url), ("Set-Cookie", "session=1; Path=/"));

        using var pass = new Activity("pass").Start();
        using var first = await client.SendAsync(receiver.Url);
        using var second = await client.SendAsync(receiver.Url);

        first.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        receiver.Received.Count.ShouldBe(2);
        foreach (var request in receiver.Received)
        {
            request.Headers.Keys.ShouldNotContain("Cookie");
            request.Headers.Keys.ShouldNotContain("traceparent");
            request.Headers["User-Agent"].ShouldBe("CallEvents");
        }
    }

    [Fact]
    public async Task A_timeout_while_connecting_is_not_blamed_on_the_request()
    {
        // It takes the connection, and never answers the handshake.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = new OutgoingClient(connectTimeout: TimeSpan.FromMilliseconds(200));
        var url = $"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}{WebhookReceiver.SecretPath}";

        var exception = await Should.ThrowAsync<HttpRequestException>(() => client.SendAsync(url));

        OutgoingFailure.Of(exception).ShouldBe(new OutgoingFailure("connection_error", "connection failed"));
    }

    [Fact]
    public async Task A_request_without_an_answer_is_a_timeout()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient(timeout: TimeSpan.FromMilliseconds(200));
        receiver.Answer = (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

        var exception = await Should.ThrowAsync<OperationCanceledException>(() => client.SendAsync(receiver.Url));

        OutgoingFailure.Of(exception)!.IsTimeout.ShouldBeTrue();
    }

    [Fact]
    public async Task A_rejected_certificate_is_described()
    {
        using var certificate = SelfSigned();
        await using var receiver = await WebhookReceiver.StartAsync(certificate);
        using var client = new OutgoingClient();

        var exception = await Should.ThrowAsync<HttpRequestException>(() => client.SendAsync(receiver.Url));

        var failure = OutgoingFailure.Of(exception)!;
        failure.IsCertificateRejected.ShouldBeTrue();
        failure.Description.ShouldBe(
            "127.0.0.1: the server's certificate is not trusted: it was issued by 'CN=unknown-authority', "
                + "which is not in the system's authorities"
        );
        receiver.Received.ShouldBeEmpty();
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
