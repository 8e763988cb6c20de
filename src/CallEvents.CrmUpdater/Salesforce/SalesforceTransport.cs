using System.Text.Json;
using System.Threading.RateLimiting;
using CallEvents.CrmUpdater.Crm;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Sends requests within the rate and the timeout that the settings allow.</summary>
internal sealed class SalesforceTransport(
    IHttpClientFactory clients,
    CrmRequestMetrics metrics,
    IOptions<CrmOptions> options,
    TimeProvider time
) : IDisposable
{
    public const string ClientName = "salesforce";

    private readonly TokenBucketRateLimiter rate = RateOf(options.Value.RequestsPerSecond);

    private volatile SalesforceUsage? usage;

    /// <summary>What the newest answer said about the day's requests.</summary>
    public SalesforceUsage? Usage => usage;

    /// <param name="operation">Its name in spans and metrics.</param>
    /// <param name="create">Builds the request, after the wait for the rate limit.</param>
    /// <param name="beforeSend">Runs immediately before the request leaves; its exception is passed on.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="CrmFailureException">There was no answer.</exception>
    public async Task<SalesforceAnswer> SendAsync(
        string operation,
        Func<HttpRequestMessage> create,
        Action? beforeSend,
        CancellationToken cancellationToken
    )
    {
        using var lease = await rate.AcquireAsync(1, cancellationToken);
        using var client = clients.CreateClient(ClientName);
        using var request = create();
        beforeSend?.Invoke();

        using var timeout = new CancellationTokenSource(options.Value.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await client.SendAsync(request, either.Token);
            var answer = await ReadAsync(response, either.Token);
            Count(operation, answer);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.RequestCompleted(SalesforceCrm.AdapterName, operation, status: null);
            throw new CrmFailureException(new WriteResult.Unavailable("timeout (Crm:RequestTimeout)", IsSuspect: true));
        }
        catch (HttpRequestException e)
        {
            metrics.RequestCompleted(SalesforceCrm.AdapterName, operation, status: null);
            throw new CrmFailureException(new WriteResult.Unavailable($"no answer ({e.HttpRequestError})", IsSuspect: HasConnected(e)));
        }
    }

    public void Dispose() => rate.Dispose();

    private void Count(string operation, SalesforceAnswer answer)
    {
        // The org's limit comes as 403: it is no refusal in the metrics either.
        var isLimit = SalesforceError.ReadAll(answer.Body, []).Any(error => error.Code == "REQUEST_LIMIT_EXCEEDED");
        metrics.RequestCompleted(SalesforceCrm.AdapterName, operation, isLimit ? 429 : answer.Status);
        if (answer.Usage is null)
            return;
        usage = answer.Usage;
        metrics.LimitRemaining(SalesforceCrm.AdapterName, "day", answer.Usage.Remaining);
    }

    private async Task<SalesforceAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        JsonElement? body = null;
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (bytes.Length > 0)
                body = JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            // A proxy or the maintenance page answers in HTML.
        }

        var retryAfter = response.Headers.RetryAfter;
        var delay = retryAfter?.Delta ?? (retryAfter?.Date is { } date ? date - time.GetUtcNow() : null);
        return new SalesforceAnswer((int)response.StatusCode, body, delay > TimeSpan.Zero ? delay : null, SalesforceUsage.Read(response));
    }

    private static bool HasConnected(HttpRequestException e) =>
        e.HttpRequestError
            is not (
                HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError
            );

    /// <summary>A second's requests may leave in one go; a period below 0.1 s would be finer than the timer.</summary>
    private static TokenBucketRateLimiter RateOf(double requestsPerSecond)
    {
        var perPeriod = Math.Max(1, (int)(requestsPerSecond / 10));
        return new(
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(1, (int)requestsPerSecond),
                TokensPerPeriod = perPeriod,
                ReplenishmentPeriod = TimeSpan.FromSeconds(perPeriod / requestsPerSecond),
                QueueLimit = int.MaxValue,
            }
        );
    }
}
