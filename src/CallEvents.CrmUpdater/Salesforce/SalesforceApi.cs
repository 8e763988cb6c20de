using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Sends requests to the REST API of the org, with a token.</summary>
internal sealed class SalesforceApi(SalesforceTransport transport, SalesforceToken token, IOptions<SalesforceOptions> options)
{
    /// <summary>The path of the version, which subrequests need in full.</summary>
    public string Root { get; } = $"/services/data/{options.Value.ApiVersion}/";

    /// <summary>What is used of the day's requests, as the newest answer said.</summary>
    public SalesforceUsage? Usage => transport.Usage;

    public Task<SalesforceSession> SessionAsync(CancellationToken cancellationToken) => token.GetAsync(null, cancellationToken);

    /// <summary>Reads from a path.</summary>
    /// <exception cref="CrmFailureException">The answer is no success.</exception>
    public async Task<JsonElement> GetAsync(string path, string operation, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, path, operation, null, [], null, cancellationToken);
        if (answer is { IsSuccess: true, Body: { } body })
            return body;

        if (answer.IsSuccess)
            throw new CrmFailureException(new WriteResult.Unavailable($"{operation}: HTTP {answer.Status} without JSON"));
        var code = SalesforceError.ReadAll(answer.Body, []).FirstOrDefault(SalesforceError.Unknown).Code;
        throw new CrmFailureException(new WriteResult.NotPrepared($"{operation}: HTTP {answer.Status} {code}"));
    }

    /// <summary>Sends a request. A refused token is renewed once.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Below <see cref="Root"/>, or absolute as in a query's next page.</param>
    /// <param name="operation">Its name in spans and metrics.</param>
    /// <param name="body">The body, if any.</param>
    /// <param name="fields">The names of our fields in it, which a reason may contain.</param>
    /// <param name="beforeSend">Runs immediately before the request leaves.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>A success, or a refusal that is about the records in it.</returns>
    /// <exception cref="CrmFailureException">The failure is not about its records.</exception>
    public async Task<SalesforceAnswer> SendAsync(
        HttpMethod method,
        string path,
        string operation,
        JsonNode? body,
        IReadOnlyCollection<string> fields,
        Action? beforeSend,
        CancellationToken cancellationToken
    )
    {
        var session = await token.GetAsync(null, cancellationToken);
        var answer = await TrySendAsync(session);
        if (answer.Status == 401)
        {
            session = await token.GetAsync(refused: session, cancellationToken);
            answer = await TrySendAsync(session);
        }

        if (answer.IsSuccess)
            return answer;
        var errors = SalesforceError.ReadAll(answer.Body, fields);
        return SalesforceErrors.OfRequest(answer.Status, errors, answer.RetryAfter) is { } failure
            ? throw new CrmFailureException(failure)
            : answer;

        Task<SalesforceAnswer> TrySendAsync(SalesforceSession session) =>
            transport.SendAsync(operation, () => Create(session, method, path, operation, body), beforeSend, cancellationToken);
    }

    private HttpRequestMessage Create(SalesforceSession session, HttpMethod method, string path, string operation, JsonNode? body)
    {
        var uri = new Uri(session.Instance, path.StartsWith('/') ? path : Root + path);
        var content = body is null ? null : new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json", "utf-8"));
        var request = OutgoingRequest.Create(method, uri.AbsoluteUri, operation, content);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        return request;
    }
}
