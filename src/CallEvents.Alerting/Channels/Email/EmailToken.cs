using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>Obtains access tokens for a mail server by the client credentials flow, one request at a time.</summary>
/// <param name="channel">The channel's name.</param>
/// <param name="options">Its settings.</param>
/// <param name="clients">Has the client <see cref="ClientName"/>.</param>
/// <param name="time">The clock by which tokens expire.</param>
internal sealed class EmailToken(string channel, OAuthOptions options, IHttpClientFactory clients, TimeProvider time) : IDisposable
{
    public const string ClientName = "email token";

    /// <summary>Enough to connect and to send.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);

    /// <summary>From OAuth's list, and Entra's; a description may repeat a value.</summary>
    private static readonly HashSet<string> Words =
    [
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_resource",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_grant_type",
    ];

    private readonly SemaphoreSlim turn = new(1);
    private string? token;
    private DateTimeOffset usableUntil;

    /// <summary>A token that is valid for some minutes.</summary>
    /// <exception cref="EmailFailureException">There is none.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (token is null || time.GetUtcNow() >= usableUntil)
                (token, usableUntil) = await RequestAsync(cancellationToken);
            return token;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The mail server has refused the token.</summary>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        token = null;
        turn.Release();
    }

    public void Dispose() => turn.Dispose();

    private async Task<(string Token, DateTimeOffset UsableUntil)> RequestAsync(CancellationToken cancellationToken)
    {
        using var request = OutgoingRequest.Create(HttpMethod.Post, Address(), "token", Form());
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, cancellationToken);
            var answer = Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            if (!response.IsSuccessStatusCode)
                throw new EmailFailureException(FailureOf(response, Text(answer, "error")));
            if (Text(answer, "access_token") is not { Length: > 0 } found)
                throw new EmailFailureException(new ChannelResult.Unavailable("OAuth: an answer without a token"));

            var lifetime = LifetimeIn(answer);
            return (found, time.GetUtcNow() + (lifetime > 2 * Margin ? lifetime - Margin : lifetime / 2));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && OutgoingFailure.Of(exception) is { } failure)
        {
            throw new EmailFailureException(
                failure.IsCertificateRejected
                    ? new ChannelResult.Unauthorized($"OAuth: {failure.Description}")
                    : new ChannelResult.Unavailable($"OAuth: {failure.Description}")
            );
        }
    }

    private string Address() =>
        string.IsNullOrWhiteSpace(options.TokenUrl)
            ? $"https://login.microsoftonline.com/{options.Tenant!.Trim()}/oauth2/v2.0/token"
            : options.TokenUrl.Trim();

    private FormUrlEncodedContent Form() =>
        new(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = options.ClientId!.Trim(),
                ["client_secret"] = options.ClientSecret!.Trim(),
                ["scope"] = options.Scope.Trim(),
            }
        );

    private ChannelResult FailureOf(HttpResponseMessage response, string? error)
    {
        var reason = $"OAuth: HTTP {(int)response.StatusCode}{(error is not null && Words.Contains(error) ? $" {error}" : "")}";
        return response.StatusCode switch
        {
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                new ChannelResult.Unavailable(reason, RetryAfter.Of(response, time)),
            _ => new ChannelResult.Unauthorized($"{reason}: check the settings Channels:{channel}:OAuth"),
        };
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? answer, string name) =>
        answer?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static TimeSpan LifetimeIn(JsonObject? answer) =>
        answer?["expires_in"] is JsonValue value && value.TryGetValue(out double seconds) && seconds is > 0 and < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : DefaultLifetime;
}
