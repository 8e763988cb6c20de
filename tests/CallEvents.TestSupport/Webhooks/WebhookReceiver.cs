using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CallEvents.TestSupport.Webhooks;

/// <summary>Receives webhooks by Kestrel, at an address with a secret path. Answers 204 unless a test sets another answer.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>The secret part of the address.</summary>
    public const string SecretPath = "/hooks/T0025/kJ7qsecretpath";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedWebhook> received = new();
    private int open;
    private int mostOpen;

    private WebhookReceiver(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    public string Url => $"{Address.Scheme}://{Address.Authority}{SecretPath}";

    public IReadOnlyList<ReceivedWebhook> Received => [.. received];

    /// <summary>The most requests that were under way together.</summary>
    public int MostConcurrent => Volatile.Read(ref mostOpen);

    public Func<ReceivedWebhook, HttpContext, Task> Answer { get; set; } = (_, context) => Send(context, 204);

    /// <param name="certificate">For <c>https</c>; without it the address is an <c>http</c> one.</param>
    public static async Task<WebhookReceiver> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    if (certificate is not null)
                        listen.UseHttps(certificate);
                }
            )
        );
        var receiver = new WebhookReceiver(builder.Build());
        receiver.app.Run(receiver.ReceiveAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Answers each request with this status.</summary>
    public void AnswerWith(int status, params (string Header, string Value)[] headers) =>
        Answer = (_, context) => Send(context, status, headers);

    public static Task Send(HttpContext context, int status, params (string Header, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        foreach (var (header, value) in headers)
            context.Response.Headers.Append(header, value);
        return context.Response.CompleteAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        var now = Interlocked.Increment(ref open);
        for (var most = MostConcurrent; now > most; most = MostConcurrent)
            Interlocked.CompareExchange(ref mostOpen, now, most);
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var webhook = new ReceivedWebhook(
                context.Request.Method,
                $"{context.Request.Path}{context.Request.QueryString}",
                context.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                body.ToArray(),
                TimeProvider.System.GetTimestamp()
            );
            received.Enqueue(webhook);
            await Answer(webhook, context);
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}
