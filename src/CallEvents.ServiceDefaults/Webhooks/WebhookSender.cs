using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.ServiceDefaults.Webhooks;

/// <summary>Sends signed webhooks to one address.</summary>
/// <param name="clients">Has the client of <paramref name="client"/>.</param>
/// <param name="client">The name of a client that <see cref="OutgoingClientExtensions"/> added; its time-out is the webhook's.</param>
/// <param name="endpoint">Where webhooks go.</param>
/// <param name="time">The clock of <c>webhook-timestamp</c> and <c>Retry-After</c>.</param>
public sealed class WebhookSender(IHttpClientFactory clients, string client, WebhookEndpoint endpoint, TimeProvider time)
{
    /// <summary>The name of the operation in spans and logs.</summary>
    public const string Operation = "send webhook";

    /// <summary>Sends a webhook once. The answer's body is not read.</summary>
    /// <param name="id">The same for every try (<see cref="WebhookId"/>).</param>
    /// <param name="body">JSON.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<WebhookResult> SendAsync(string id, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = Create(id, body);
        try
        {
            using var response = await clients
                .CreateClient(client)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return Read(response);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && OutgoingFailure.Of(exception) is { } failure)
        {
            return new WebhookResult.Unavailable(
                failure.Description,
                IsSuspect: !OutgoingFailure.IsUnconnected(exception),
                IsCertificateRejected: failure.IsCertificateRejected
            );
        }
    }

    private HttpRequestMessage Create(string id, ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = OutgoingRequest.Create(HttpMethod.Post, endpoint.Url.AbsoluteUri, Operation, content);
        foreach (var (name, value) in endpoint.Headers)
            request.Headers.TryAddWithoutValidation(name, value);

        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSigner.Sign(id, timestamp, body.Span, endpoint.Secret, endpoint.PreviousSecret));
        return request;
    }

    private WebhookResult Read(HttpResponseMessage response)
    {
        var status = response.StatusCode;
        var reason = OutgoingFailure.Describe(status);
        return (int)status switch
        {
            >= 200 and < 300 => new WebhookResult.Accepted(),
            >= 300 and < 400 => new WebhookResult.Redirected(reason),
            401 or 403 => new WebhookResult.Unauthorized(reason),
            410 => new WebhookResult.Closed(reason),
            408 or 429 or >= 500 => new WebhookResult.Unavailable(
                reason,
                RetryAfter.Of(response, time),
                IsSuspect: status != HttpStatusCode.TooManyRequests
            ),
            var other => new WebhookResult.Rejected(other.ToString(CultureInfo.InvariantCulture), reason),
        };
    }
}
