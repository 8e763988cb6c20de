using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CallEvents.TestSupport.Webhooks;
using Microsoft.AspNetCore.Http;

namespace CallEvents.TestSupport.Channels;

/// <summary>Stands for a vendor that takes messages as JSON at an address with a secret path.</summary>
internal abstract class ChannelStub : IAsyncDisposable
{
    private readonly WebhookReceiver receiver;
    private readonly ConcurrentQueue<ReceivedWebhook> accepted = new();

    protected ChannelStub(WebhookReceiver receiver)
    {
        this.receiver = receiver;
        receiver.Answer = AnswerAsync;
    }

    public string Url => receiver.Url;

    /// <summary>All requests.</summary>
    public IReadOnlyList<ReceivedWebhook> Received => receiver.Received;

    /// <summary>The messages of the requests that were accepted.</summary>
    public IReadOnlyList<JsonNode> Messages => [.. accepted.Select(request => request.Json)];

    /// <summary>The answer to each request; null for that of the vendor's manners.</summary>
    public Func<ReceivedWebhook, StubAnswer?> Override { get; set; } = _ => null;

    /// <summary>Whether it takes requests without an answer.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Answers each request so.</summary>
    public void AnswerWith(int status, string body = "", params (string Name, string Value)[] headers) =>
        Override = _ => new StubAnswer(status, body, headers);

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    /// <summary>What the vendor answers.</summary>
    protected abstract StubAnswer Answer(ReceivedWebhook request);

    private async Task AnswerAsync(ReceivedWebhook request, HttpContext context)
    {
        if (IsSilent)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        var answer = Override(request) ?? Answer(request);
        if (answer.Status is >= 200 and < 300)
            accepted.Enqueue(request);
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers.Append(name, value);
        await context.Response.WriteAsync(answer.Body);
    }
}

/// <summary>What a stub answers.</summary>
internal sealed record StubAnswer(int Status, string Body, params (string Name, string Value)[] Headers);
