using System.Net;
using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Http;

namespace CallEvents.Alerting.Channels.Teams;

/// <summary>Posts to Microsoft Teams by a workflow. That the workflow takes a message does not mean that it posts it.</summary>
/// <remarks>https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook</remarks>
internal sealed class TeamsChannel(string name, Uri address, IHttpClientFactory clients, TimeProvider time) : IAlertChannel
{
    public const string ClientName = "alerts-teams";

    /// <summary>28 KB is documented; 21 KB was measured.</summary>
    public const int MaxBytes = 20_000;

    /// <summary>The size of the second try after 413.</summary>
    public const int SmallBytes = MaxBytes / 2;

    private readonly ChannelHttp http = new(clients, ClientName, "post to Teams", address, time);
    private readonly string setting = ChannelSetting.Of(name, nameof(ChannelOptions.Url));

    public async Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var (result, isTooLarge) = await PostAsync(notification, MaxBytes, cancellationToken);
        return isTooLarge ? (await PostAsync(notification, SmallBytes, cancellationToken)).Result : result;
    }

    private async Task<(ChannelResult Result, bool IsTooLarge)> PostAsync(
        Notification notification,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        var isTooLarge = false;
        var result = await http.PostAsync(
            TeamsMessage.Create(notification, maxBytes),
            answer =>
            {
                isTooLarge = answer.Status == HttpStatusCode.RequestEntityTooLarge;
                return Read(answer);
            },
            cancellationToken
        );
        return (result, isTooLarge);
    }

    private ChannelResult Read(HttpAnswer answer)
    {
        var code = answer.IsSuccess ? null : CodeOf(answer.Json);
        return (int)answer.Status switch
        {
            >= 200 and < 300 => new ChannelResult.Sent(),
            401 or 403 or 404 or 410 => answer.Unauthorized(
                $"check {setting}, the workflow was removed or restricted, or the address may be one from before December 2025",
                code
            ),
            _ => answer.Failure(setting, code),
        };
    }

    /// <summary>The code of <c>{ "error": { "code": "DirectApiAuthorizationRequired", … } }</c>.</summary>
    private static string? CodeOf(JsonNode? body) =>
        body is JsonObject { } root
        && root["error"] is JsonObject error
        && error["code"] is JsonValue code
        && code.TryGetValue<string>(out var text)
            ? text
            : null;
}
