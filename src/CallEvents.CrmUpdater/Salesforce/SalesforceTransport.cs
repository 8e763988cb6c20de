using System.Text.Json;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Outgoing;
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

    private readonly RequestBudget budget = RequestBudget.Bursts(options.Value.RequestsPerSecond);

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
        await budget.AcquireAsync(cancellationToken);
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
            throw new CrmFailureException(
                new WriteResult.Unavailable($"no answer ({e.HttpRequestError})", IsSuspect: !OutgoingFailure.IsUnconnected(e))
            );
        }
    }

    public void Dispose() => budget.Dispose();

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

        var delay = RetryAfter.Of(response, time);
        return new SalesforceAnswer((int)response.StatusCode, body, delay > TimeSpan.Zero ? delay : null, SalesforceUsage.Read(response));
    }
}
