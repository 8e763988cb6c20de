using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Http;
using CallEvents.Alerting.Channels.Wording;

namespace CallEvents.Alerting.Channels.PagerDuty;

/// <summary>Makes an event that triggers an alert. The limits of its parts add up to far less than the 512 KB that it may have.</summary>
/// <remarks>https://developer.pagerduty.com/docs/send-alert-event</remarks>
internal static class PagerDutyEvent
{
    private const string Client = "CallEvents";
    private const int LongestSummary = 1024;
    private const int LongestText = 20_000;
    private const int LongestValue = 500;

    /// <summary>The body of the request.</summary>
    public static byte[] Create(Notification notification, string routingKey) =>
        ChannelJson.Write(
            notification switch
            {
                AlertNotification { Alert: var alert } => Event(routingKey, KeyOf(notification.Id, alert), Payload(alert), Links([alert])),
                DigestNotification { Digest: var digest } => Event(
                    routingKey,
                    Hash("digest", notification.Id),
                    Payload(digest),
                    Links(digest.Newest)
                ),
                _ => throw new ArgumentException("Unknown notification", nameof(notification)),
            }
        );

    /// <summary>The same for every try of an alert, so that PagerDuty shows it once. Each test is an alert of its own.</summary>
    private static string KeyOf(string id, Alert alert) =>
        alert.IsTest ? Hash("test", id) : Hash(alert.Workspace, alert.RuleId, alert.CallId, alert.Occurrence);

    private static string Hash(params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    private static JsonObject Event(string routingKey, string key, JsonObject payload, JsonArray links)
    {
        var message = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = "trigger",
            ["dedup_key"] = key,
            ["client"] = Client,
            ["payload"] = payload,
        };
        if (links.Count > 0)
            message["links"] = links;
        return message;
    }

    private static JsonObject Payload(Alert alert)
    {
        var rep = AlertWording.Rep(alert);
        var details = new JsonObject();
        if (AlertWording.Notice(alert) is { } notice)
            details["notice"] = notice;
        details["why"] = PlainText.Cut(AlertWording.Text(alert), LongestText);
        foreach (var fact in AlertWording.Facts(alert))
            details[fact.Name.ToLowerInvariant().Replace(' ', '_')] = PlainText.Cut(fact.Value, LongestValue);
        if (AlertWording.Snippets(alert) is { Count: > 0 } snippets)
            details["snippets"] = List(snippets);
        details["rule_id"] = Value(alert.RuleId);
        details["call_id"] = Value(alert.CallId);
        details["workspace"] = Value(alert.Workspace);

        return new JsonObject
        {
            ["summary"] = Summary(rep.Length > 0 ? $"{AlertWording.Heading(alert)} · {rep}" : AlertWording.Heading(alert)),
            ["source"] = Value(alert.Workspace),
            ["severity"] = Severities.NameOf(alert.Severity),
            ["timestamp"] = alert.ObservedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["component"] = Value(alert.RuleId),
            ["custom_details"] = details,
        };
    }

    private static JsonObject Payload(Digest digest)
    {
        var details = new JsonObject
        {
            ["why"] = DigestWording.Reason(digest),
            ["rules"] = List(DigestWording.Counts(digest)),
            ["newest"] = List(digest.Newest.Select(DigestWording.Entry)),
        };
        if (DigestWording.More(digest, digest.Newest.Count) is { } more)
            details["more"] = more;
        return new JsonObject
        {
            ["summary"] = Summary(DigestWording.Heading(digest)),
            ["source"] = Client,
            ["severity"] = Severities.NameOf(digest.Severity),
            ["custom_details"] = details,
        };
    }

    private static JsonArray Links(IEnumerable<Alert> alerts) =>
        [
            .. alerts
                .Select(alert => (Link: AlertWording.Link(alert), Text: Value($"Call {alert.CallId}")))
                .Where(link => link.Link is not null)
                .Select(link => new JsonObject { ["href"] = link.Link, ["text"] = link.Text }),
        ];

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(text => PlainText.Cut(text, LongestValue))];

    private static string Value(string text) => PlainText.Cut(PlainText.Line(text), LongestValue);

    private static string Summary(string text) => PlainText.Cut(text, LongestSummary);
}
