using System.Net.Http.Headers;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Sends one request over HTTP. Every outcome is an answer: nothing about the network is thrown.</summary>
internal sealed class HubSpotTransport(
    IHttpClientFactory clients,
    IOptions<HubSpotOptions> options,
    IOptions<CrmOptions> crm,
    HubSpotLimiter limiter,
    TimeProvider time
)
{
    public const string ClientName = "hubspot";

    public async Task<HubSpotAnswer> SendAsync(HubSpotRequest request, CancellationToken cancellationToken)
    {
        using var message = Message(request);
        using var client = clients.CreateClient(ClientName);
        await limiter.WaitAsync(cancellationToken);
        request.EnsureFresh?.Invoke();

        using var timeout = new CancellationTokenSource(crm.Value.RequestTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await client.SendAsync(message, linked.Token);
            limiter.Observe(response.Headers);
            var body = await response.Content.ReadAsByteArrayAsync(linked.Token);
            return new HubSpotAnswer((int)response.StatusCode, HubSpotJson.Parse(body), RetryAfter.Of(response, time));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Otherwise the connection was not made in time, which no request is the cause of.
            return new HubSpotAnswer(Status: null, IsSuspect: timeout.IsCancellationRequested);
        }
        catch (HttpRequestException failed)
        {
            return new HubSpotAnswer(Status: null, IsSuspect: !OutgoingFailure.IsUnconnected(failed));
        }
        catch (IOException)
        {
            return new HubSpotAnswer(Status: null, IsSuspect: true);
        }
    }

    private HttpRequestMessage Message(HubSpotRequest request)
    {
        ByteArrayContent? content = null;
        if (request.Body is not null)
        {
            content = new ByteArrayContent(HubSpotJson.Write(request.Body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        var rest = request.Rest.StartsWith('?') ? request.Rest : $"/{request.Rest}";
        var path = $"{request.Area}/{options.Value.ApiVersion}{rest}";
        var message = OutgoingRequest.Create(request.Method, path, request.Operation, content);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.AccessToken?.Trim());
        return message;
    }
}
