using CallEvents.ServiceDefaults.Webhooks;
using CallEvents.Tests.ServiceDefaults.Outgoing;
using CallEvents.TestSupport.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.ServiceDefaults.Webhooks;

public sealed class WebhookSenderTests
{
    private static readonly byte[] Body = """{"type":"call.logged","data":{"text":"Größe „M“ 👍"}}"""u8.ToArray();
    private static readonly FakeTimeProvider Time = new(DateTimeOffset.FromUnixTimeSeconds(1_764_331_200));

    [Fact]
    public async Task A_webhook_is_signed_and_sent_byte_for_byte_with_its_headers()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();

        var result = await SendAsync(
            client,
            receiver.Url,
            previous: SecretOf(2),
            headers: new() { ["X-Api-Key"] = "k", ["User-Agent"] = "a" }
        );

        result.ShouldBe(new WebhookResult.Accepted());
        var webhook = receiver.Received.ShouldHaveSingleItem();
        webhook.Method.ShouldBe("POST");
        webhook.Path.ShouldBe(WebhookReceiver.SecretPath);
        webhook.Body.ShouldBe(Body);
        webhook.Headers["Content-Type"].ShouldBe("application/json");
        webhook.Headers["X-Api-Key"].ShouldBe("k");
        webhook.Headers["User-Agent"].ShouldBe("a");
        webhook.Headers["webhook-id"].ShouldBe("id-1");
        webhook.Headers["webhook-timestamp"].ShouldBe("1764331200");
        webhook
            .Headers["webhook-signature"]
            .ShouldBe(WebhookSigner.Sign("id-1", 1_764_331_200, Body, Parse(SecretOf(1)), Parse(SecretOf(2))));
    }

    public static TheoryData<int, WebhookResult> Statuses =>
        new()
        {
            { 200, new WebhookResult.Accepted() },
            { 202, new WebhookResult.Accepted() },
            { 204, new WebhookResult.Accepted() },
            { 301, new WebhookResult.Redirected("HTTP 301") },
            { 304, new WebhookResult.Redirected("HTTP 304") },
            { 307, new WebhookResult.Redirected("HTTP 307") },
            { 401, new WebhookResult.Unauthorized("HTTP 401") },
            { 403, new WebhookResult.Unauthorized("HTTP 403") },
            { 410, new WebhookResult.Closed("HTTP 410") },
            { 408, new WebhookResult.Unavailable("HTTP 408", IsSuspect: true) },
            { 429, new WebhookResult.Unavailable("HTTP 429") },
            { 500, new WebhookResult.Unavailable("HTTP 500", IsSuspect: true) },
            { 503, new WebhookResult.Unavailable("HTTP 503", IsSuspect: true) },
            { 599, new WebhookResult.Unavailable("HTTP 599", IsSuspect: true) },
            { 400, new WebhookResult.Rejected("400", "HTTP 400") },
            { 404, new WebhookResult.Rejected("404", "HTTP 404") },
            { 413, new WebhookResult.Rejected("413", "HTTP 413") },
        };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_status_decides_the_result(int status, WebhookResult expected)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();
        receiver.AnswerWith(status, ("Location", "/elsewhere"));

        (await SendAsync(client, receiver.Url)).ShouldBe(expected);

        receiver.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Retry_after_is_the_delay()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();
        receiver.AnswerWith(429, ("Retry-After", "90"));

        (await SendAsync(client, receiver.Url)).ShouldBe(new WebhookResult.Unavailable("HTTP 429", TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_unavailable_and_the_webhook_suspect()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient(timeout: TimeSpan.FromMilliseconds(200));
        receiver.Answer = HangAsync;

        (await SendAsync(client, receiver.Url)).ShouldBe(new WebhookResult.Unavailable("timeout", IsSuspect: true));
    }

    [Fact]
    public async Task A_refused_or_broken_connection_is_unavailable()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();
        receiver.Answer = (_, context) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        (await SendAsync(client, receiver.Url)).ShouldBe(new WebhookResult.Unavailable("connection closed or broken", IsSuspect: true));
        (await SendAsync(client, "http://127.0.0.1:1/hook")).ShouldBe(new WebhookResult.Unavailable("connection refused"));
    }

    [Fact]
    public async Task The_body_of_an_answer_is_not_waited_for()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();
        receiver.Answer = async (webhook, context) =>
        {
            context.Response.StatusCode = 200;
            await context.Response.Body.FlushAsync();
            await HangAsync(webhook, context);
        };

        (await SendAsync(client, receiver.Url)).ShouldBe(new WebhookResult.Accepted());
    }

    [Fact]
    public async Task A_canceled_send_is_no_result()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new OutgoingClient();
        using var stop = new CancellationTokenSource();
        receiver.Answer = async (webhook, context) =>
        {
            await stop.CancelAsync();
            await HangAsync(webhook, context);
        };

        await Should.ThrowAsync<OperationCanceledException>(() => SendAsync(client, receiver.Url, token: stop.Token));
    }

    private static Task<WebhookResult> SendAsync(
        OutgoingClient client,
        string url,
        string? previous = null,
        Dictionary<string, string>? headers = null,
        CancellationToken token = default
    ) =>
        new WebhookSender(client.Clients, "test", WebhookEndpoint.Parse(url, SecretOf(1), previous, headers ?? []), Time).SendAsync(
            "id-1",
            Body,
            token
        );

    private static Task HangAsync(ReceivedWebhook webhook, HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

    private static string SecretOf(byte seed) => $"whsec_{Convert.ToBase64String([.. Enumerable.Repeat(seed, 32)])}";

    private static WebhookSecret Parse(string text) =>
        WebhookSecret.TryParse(text, out var secret) ? secret : throw new ArgumentException("No secret", nameof(text));
}
