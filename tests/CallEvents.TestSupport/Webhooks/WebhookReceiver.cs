using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CallEvents.TestSupport.Webhooks;

/// <summary>A receiver of signed webhooks over HTTP that remembers every request, and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>A path as such tools give it out: it is all that is needed to post, so it is a secret.</summary>
    public const string SecretPath = "/hooks/catch/s3cr3t-path";

    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly List<ReceivedWebhook> received = [];
    private readonly Lock gate = new();
    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebhookReceiver(WebApplication app, TimeProvider clock)
    {
        this.app = app;
        this.clock = clock;
    }

    /// <summary>The value for <c>Crm:Webhook:Url</c>.</summary>
    public string Url => app.Urls.Single() + SecretPath;

    /// <summary>Decides how a request is answered. Called by one request at a time; a hold is awaited outside.</summary>
    public Func<ReceivedWebhook, WebhookAnswer> Answer { get; set; } = _ => WebhookAnswer.Ok;

    /// <summary>Runs when a request has arrived, before it is answered.</summary>
    public Func<ReceivedWebhook, Task>? Arrived { get; set; }

    /// <summary>Every request, the oldest first.</summary>
    public IReadOnlyList<ReceivedWebhook> Received
    {
        get
        {
            lock (gate)
                return [.. received];
        }
    }

    /// <summary>Those that were answered with 2xx.</summary>
    public IReadOnlyList<ReceivedWebhook> Accepted => [.. Received.Where(webhook => webhook.Status is >= 200 and < 300)];

    public static async Task<WebhookReceiver> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Limits.MaxRequestBodySize = null;
            });
        var receiver = new WebhookReceiver(builder.Build(), clock ?? TimeProvider.System);
        receiver.app.Run(receiver.HandleAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        stopping.TrySetResult();
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var webhook = new ReceivedWebhook(
            clock.GetUtcNow(),
            context.Request.Method,
            context.Request.Path + context.Request.QueryString.Value,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()
        );
        WebhookAnswer answer;
        lock (gate)
        {
            received.Add(webhook);
            answer = Answer(webhook);
        }
        await (Arrived?.Invoke(webhook) ?? Task.CompletedTask);
        if (answer.Hold is { } hold && !await HeldAsync(hold, webhook, context.RequestAborted))
            return;
        webhook.Status = answer.Drops ? 0 : answer.Status;
        if (answer.Drops)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } retryAfter)
            context.Response.Headers.RetryAfter = retryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        if (answer.Location is { } location)
            context.Response.Headers.Location = location;
        if (answer.Body.Length > 0)
            await context.Response.WriteAsync(answer.Body);
    }

    /// <returns>Whether the request is still there to be answered.</returns>
    private async Task<bool> HeldAsync(Task hold, ReceivedWebhook webhook, CancellationToken aborted)
    {
        try
        {
            await Task.WhenAny(hold, stopping.Task).WaitAsync(aborted);
            return true;
        }
        catch (OperationCanceledException)
        {
            webhook.Status = 0;
            return false;
        }
    }
}

/// <summary>A request that arrived.</summary>
/// <param name="At">When, by the receiver's clock.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="PathAndQuery">Path and query.</param>
/// <param name="Headers">The headers; names compare without case.</param>
/// <param name="Body">The bytes as they came, over which the signature is computed.</param>
internal sealed record ReceivedWebhook(
    DateTimeOffset At,
    string Method,
    string PathAndQuery,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
)
{
    /// <summary>The status of the answer; null while there is none, 0 when the connection ended without one.</summary>
    public int? Status { get; internal set; }

    public string? Id => Headers.GetValueOrDefault("webhook-id");

    public string? Timestamp => Headers.GetValueOrDefault("webhook-timestamp");

    public string? Signature => Headers.GetValueOrDefault("webhook-signature");

    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>How a request is answered.</summary>
/// <param name="Status">The status.</param>
internal sealed record WebhookAnswer(int Status)
{
    public static WebhookAnswer Ok { get; } = new(200);

    /// <summary>The connection ends without an answer.</summary>
    public static WebhookAnswer Drop { get; } = new(0) { Drops = true };

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; init; }

    public string Body { get; init; } = "ok";

    /// <summary>The answer waits for this task.</summary>
    public Task? Hold { get; init; }

    public bool Drops { get; private init; }
}
