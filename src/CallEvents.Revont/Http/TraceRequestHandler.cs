using System.Diagnostics;
using OpenTelemetry;

namespace CallEvents.Revont.Http;

/// <summary>
/// Completes the span of a request with its address, without the query, and makes no second span for it: the gateway's covers the body too.
/// </summary>
internal sealed class TraceRequestHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Activity.Current is { Kind: ActivityKind.Client, IsAllDataRequested: true } span && request.RequestUri is { } address)
        {
            span.SetTag("server.address", address.Host)
                .SetTag("server.port", address.Port)
                .SetTag("url.full", address.GetLeftPart(UriPartial.Path));
        }

        using var suppressed = SuppressInstrumentationScope.Begin();
        return await base.SendAsync(request, cancellationToken);
    }
}
