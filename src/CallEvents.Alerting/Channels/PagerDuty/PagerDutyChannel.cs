using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Http;

namespace CallEvents.Alerting.Channels.PagerDuty;

/// <summary>Triggers alerts in PagerDuty.</summary>
/// <remarks>https://developer.pagerduty.com/docs/events-api-v2-overview#response-codes--retry-logic</remarks>
internal sealed class PagerDutyChannel(string name, Uri address, string routingKey, IHttpClientFactory clients, TimeProvider time)
    : IAlertChannel
{
    public const string ClientName = "alerts-pagerduty";

    /// <summary>The pause after 429, which PagerDuty asks to be minutes, if the answer names none.</summary>
    private static readonly TimeSpan LimitDelay = TimeSpan.FromMinutes(2);

    private readonly ChannelHttp http = new(clients, ClientName, "trigger PagerDuty", address, time);
    private readonly string keySetting = ChannelSetting.Of(name, nameof(ChannelOptions.RoutingKey));
    private readonly string urlSetting = ChannelSetting.Of(name, nameof(ChannelOptions.Url));

    public Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken) =>
        http.PostAsync(PagerDutyEvent.Create(notification, routingKey), Read, cancellationToken);

    private ChannelResult Read(HttpAnswer answer) =>
        (int)answer.Status switch
        {
            >= 200 and < 300 => new ChannelResult.Sent(),
            400 when NamesRoutingKey(answer.Json) => answer.Unauthorized($"PagerDuty rejects the routing key, check {keySetting}"),
            401 or 403 => answer.Unauthorized($"check {keySetting}"),
            404 or 410 => answer.Unauthorized($"check {urlSetting}"),
            429 => new ChannelResult.Unavailable(answer.Reason(), answer.Delay ?? LimitDelay),
            _ => answer.Failure(urlSetting),
        };

    /// <summary>Whether a sentence of the answer is about the key. The sentence itself may repeat the key.</summary>
    private static bool NamesRoutingKey(JsonNode? body) =>
        body is JsonObject root && Sentences(root["message"]).Concat(Sentences(root["errors"])).Any(NamesRoutingKey);

    private static bool NamesRoutingKey(string sentence) =>
        sentence.Contains("routing_key", StringComparison.OrdinalIgnoreCase)
        || sentence.Contains("routing key", StringComparison.OrdinalIgnoreCase)
        || sentence.Contains("integration key", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Sentences(JsonNode? node) =>
        node switch
        {
            JsonArray list => list.SelectMany(Sentences),
            JsonValue value when value.TryGetValue<string>(out var text) => [text],
            _ => [],
        };
}
