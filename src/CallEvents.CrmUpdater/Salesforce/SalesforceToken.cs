using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>A session with the org.</summary>
/// <param name="AccessToken">A secret.</param>
/// <param name="Instance">The address of the org's API.</param>
/// <param name="OrganizationId">The org's id; null if the answer does not have it.</param>
internal sealed record SalesforceSession(string AccessToken, Uri Instance, string? OrganizationId);

/// <summary>Obtains access tokens by the client credentials flow, one request at a time.</summary>
internal sealed class SalesforceToken(SalesforceTransport transport, IOptions<SalesforceOptions> options) : IDisposable
{
    private const string Path = "/services/oauth2/token";

    private readonly SemaphoreSlim turn = new(1);
    private volatile SalesforceSession? session;

    /// <summary>The present session, or a new one. No lifetime is stated: one is used until Salesforce refuses it.</summary>
    /// <param name="refused">The session that Salesforce refused, if any.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="CrmFailureException">There is none.</exception>
    public async Task<SalesforceSession> GetAsync(SalesforceSession? refused, CancellationToken cancellationToken)
    {
        if (session is { } present && present != refused)
            return present;

        await turn.WaitAsync(cancellationToken);
        try
        {
            if (session is { } renewed && renewed != refused)
                return renewed;
            session = null;
            return session = await RequestAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<SalesforceSession> RequestAsync(CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync("token", Create, beforeSend: null, cancellationToken);
        if (!answer.IsSuccess)
            throw new CrmFailureException(FailureOf(answer));

        // The token belongs to the instance that this answer names: never send it over plain HTTP.
        if (
            answer.Text("access_token") is not { Length: > 0 } token
            || !Uri.TryCreate(answer.Text("instance_url"), UriKind.Absolute, out var instance)
            || !(instance.Scheme == Uri.UriSchemeHttps || instance.IsLoopback)
        )
        {
            throw new CrmFailureException(new WriteResult.Unavailable($"{Path}: HTTP {answer.Status} without a token"));
        }

        return new SalesforceSession(token, instance, OrganizationIn(answer.Text("id")));
    }

    private HttpRequestMessage Create() =>
        OutgoingRequest.Create(
            HttpMethod.Post,
            new Uri(options.Value.Login(), Path).AbsoluteUri,
            "token",
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = options.Value.ClientId!,
                    ["client_secret"] = options.Value.ClientSecret!,
                }
            )
        );

    /// <summary>The words come from OAuth's and Salesforce's own lists; a description may repeat a value.</summary>
    private static WriteResult.Failure FailureOf(SalesforceAnswer answer) =>
        answer.Text("error") switch
        {
            "invalid_client" or "invalid_client_id" or "invalid_client_credentials" => new WriteResult.Unauthorized(
                $"{answer.Text("error")}: check Crm:Salesforce:ClientId and Crm:Salesforce:ClientSecret"
            ),
            "invalid_grant" => new WriteResult.Unauthorized(
                "invalid_grant: the External Client App has no run-as user for the client credentials flow, "
                    + "or Crm:Salesforce:LoginUrl is not My Domain"
            ),
            "unauthorized_client" or "unsupported_grant_type" or "invalid_scope" or "inactive_user" or "inactive_org" =>
                new WriteResult.Unauthorized($"{answer.Text("error")}: check the External Client App and its run-as user"),
            "rate_limit_exceeded" => new WriteResult.Unavailable("rate_limit_exceeded", answer.RetryAfter),
            _ => answer.Status is 408 or 420 or 429 or >= 500
                ? new WriteResult.Unavailable($"{Path}: HTTP {answer.Status}", answer.RetryAfter)
                : new WriteResult.Unauthorized($"{Path}: HTTP {answer.Status}: Crm:Salesforce:LoginUrl must be My Domain"),
        };

    /// <summary>The identity's address ends with <c>/id/ORGANIZATION/USER</c>.</summary>
    private static string? OrganizationIn(string? identity) =>
        Uri.TryCreate(identity, UriKind.Absolute, out var uri)
        && uri.Segments is [.., "id/", var organization, _]
        && organization.TrimEnd('/') is var id
        && SalesforceId.IsOf(id, "00D")
            ? id
            : null;
}
