using System.Diagnostics;
using System.Globalization;
using CallEvents.ServiceDefaults.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CallEvents.ServiceDefaults.Outgoing;

/// <summary>Makes the span and the log line of an outgoing request: with scheme, host and operation, without its path.</summary>
internal sealed partial class OutgoingHandler(TimeProvider time, ILogger<OutgoingHandler> logger) : DelegatingHandler
{
    private static readonly ActivitySource Activities = new(TelemetryNames.Outgoing);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = OutgoingRequest.OperationOf(request);
        using var span = Start(request, operation);
        var startedAt = time.GetTimestamp();
        string? outcome = null;
        try
        {
            var response = await ConnectAndSendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            outcome = status.ToString(CultureInfo.InvariantCulture);
            span?.SetTag("http.response.status_code", status);
            if (status >= 400)
                span?.SetFailed(outcome);
            return response;
        }
        catch (Exception exception)
        {
            outcome = OutgoingFailure.Of(exception)?.Type ?? exception.GetType().FullName!;
            span?.SetFailed(outcome);
            throw;
        }
        finally
        {
            RecordSent(request, operation, outcome, startedAt);
        }
    }

    private async Task<HttpResponseMessage> ConnectAndSendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        // The client reports its connect time-out like that of the whole request, but nothing was sent yet: the request is not the cause.
        catch (OperationCanceledException canceled)
            when (canceled.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "connect time-out", canceled);
        }
    }

    /// <summary>A request that is part of no trace, such as a probe, has no span, as in <see cref="Telemetry"/>.</summary>
    private static Activity? Start(HttpRequestMessage request, string operation) =>
        Activity.Current is null
            ? null
            : Activities
                .StartActivity($"{request.Method} {operation}", ActivityKind.Client)
                ?.SetTag("http.request.method", request.Method.Method)
                .SetTag("server.address", request.RequestUri!.Host)
                .SetTag("server.port", request.RequestUri.Port)
                .SetTag("url.scheme", request.RequestUri.Scheme)
                .SetTag(TelemetryNames.Operation, operation);

    private void RecordSent(HttpRequestMessage request, string operation, string? outcome, long startedAt)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
            return;

        var (address, took) = (request.RequestUri!, time.GetElapsedTime(startedAt));
        Log.RequestSent(logger, request.Method, operation, address.Scheme, address.Host, outcome, took.TotalMilliseconds);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1401,
            Level = LogLevel.Debug,
            Message = "{Method} {Operation} to {Scheme}://{Host}: {Outcome} after {Milliseconds:0} ms"
        )]
        public static partial void RequestSent(
            ILogger logger,
            HttpMethod method,
            string operation,
            string scheme,
            string host,
            string? outcome,
            double milliseconds
        );
    }
}
