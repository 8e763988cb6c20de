using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.TestSupport.Channels;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.TestSupport.PagerDuty;

/// <summary>PagerDuty's Events API v2, with its limits.</summary>
/// <remarks>https://developer.pagerduty.com/docs/send-alert-event</remarks>
internal sealed class PagerDutyStub : ChannelStub
{
    /// <summary>The key that is accepted.</summary>
    public const string RoutingKey = "R0UTINGKEY0123456789abcdefSECRET";

    private const int MaxBytes = 512 * 1024;
    private static readonly string[] Severities = ["critical", "error", "warning", "info"];

    private PagerDutyStub(WebhookReceiver receiver)
        : base(receiver) { }

    public static async Task<PagerDutyStub> StartAsync() => new(await WebhookReceiver.StartAsync());

    /// <summary>The body of an answer that refuses an event.</summary>
    public static string Invalid(params string[] errors) =>
        JsonSerializer.Serialize(
            new
            {
                status = "invalid event",
                message = "Event object is invalid",
                errors,
            }
        );

    /// <summary>What is wrong with an event; empty if it is taken.</summary>
    public static string[] Refuse(JsonNode message) => [.. Errors(message)];

    protected override StubAnswer Answer(ReceivedWebhook request)
    {
        if (request.Body.Length > MaxBytes)
            return new(413, "");
        var message = request.Json;
        var errors = Refuse(message);
        return errors.Length > 0
            ? new(400, Invalid(errors))
            : new(202, $$"""{"status":"success","message":"Event processed","dedup_key":"{{message["dedup_key"]}}"}""");
    }

    private static IEnumerable<string> Errors(JsonNode message)
    {
        if ((string?)message["routing_key"] != RoutingKey)
            yield return "'routing_key' is invalid";
        if ((string?)message["event_action"] != "trigger")
            yield return "'event_action' is invalid";
        if ((string?)message["dedup_key"] is not { Length: > 0 and <= 255 })
            yield return "'dedup_key' is invalid";
        var payload = message["payload"];
        if ((string?)payload?["summary"] is not { Length: > 0 and <= 1024 })
            yield return "'payload.summary' is missing or too long";
        if ((string?)payload?["source"] is not { Length: > 0 })
            yield return "'payload.source' is missing or blank";
        if (!Severities.Contains((string?)payload?["severity"]))
            yield return "'payload.severity' is invalid";
        foreach (var link in message["links"]?.AsArray() ?? [])
        {
            if (!Uri.IsWellFormedUriString((string?)link!["href"], UriKind.Absolute))
                yield return "'links.href' is invalid";
        }
    }
}
