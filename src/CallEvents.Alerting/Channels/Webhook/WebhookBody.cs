using System.Text.Json;
using System.Text.Json.Serialization;
using CallEvents.Alerting.Alerts;
using CallEvents.Contracts;
using MassTransit.Serialization;

namespace CallEvents.Alerting.Channels.Webhook;

/// <summary>Makes the body of a webhook.</summary>
/// <remarks>Its texts are as they came: they are data, and a receiver that shows them has to escape them.</remarks>
internal static class WebhookBody
{
    public const string Fired = "alert.fired";
    public const string Digested = "alert.digest";

    /// <summary>The bus's own options, so that a call reads as in the contracts' messages; what a channel hides is absent.</summary>
    private static readonly JsonSerializerOptions Json = new(SystemTextJsonMessageSerializer.Options)
    {
        WriteIndented = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <param name="notification">What happened.</param>
    /// <param name="now">The body's time.</param>
    public static byte[] Create(Notification notification, DateTimeOffset now) =>
        notification switch
        {
            AlertNotification { Alert: var alert } => Serialize(Fired, now, WithTexts(alert)),
            DigestNotification { Digest: var digest } => Serialize(Digested, now, Of(digest)),
            _ => throw new ArgumentException("Unknown notification", nameof(notification)),
        };

    private static WebhookAlert WithTexts(Alert alert) =>
        Of(alert) with
        {
            Text = alert.Text,
            Snippets =
            [
                .. alert.Snippets.Select(found => new WebhookSnippet(found.Speaker, found.StartSeconds, found.Sentence, found.Words)),
            ],
        };

    private static WebhookAlert Of(Alert alert) =>
        new()
        {
            Rule = new WebhookRule(alert.RuleId, alert.Title, Severities.NameOf(alert.Severity)),
            Workspace = alert.Workspace,
            Call = new Call
            {
                Id = alert.CallId,
                CreatedAt = alert.CreatedAt.ToUniversalTime(),
                DurationSeconds = alert.DurationSeconds,
                RepId = alert.RepId,
                ProspectEmail = alert.ProspectEmail,
                CoachingScore = alert.CoachingScore,
                Outcome = alert.Outcome,
            },
            Revision = alert.Revision,
            ObservedAt = alert.ObservedAt.ToUniversalTime(),
            Occurrence = alert.Occurrence,
            Escalation = alert.IsEscalation,
            Test = alert.IsTest,
            RepName = alert.RepName,
            Prospect = alert.Prospect,
            Link = alert.Link,
        };

    private static WebhookDigest Of(Digest digest) =>
        new(
            Of(digest.Reason),
            Severities.NameOf(digest.Severity),
            digest.All.Count,
            digest.More,
            [.. digest.Counts.Select(rule => new WebhookCount(rule.RuleId, rule.Title, Severities.NameOf(rule.Severity), rule.Count))],
            [.. digest.Newest.Select(Of)]
        );

    private static string Of(DigestReason reason) => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());

    private static byte[] Serialize<TData>(string type, DateTimeOffset now, TData data) =>
        JsonSerializer.SerializeToUtf8Bytes(new WebhookMessage<TData>(type, now, data), Json);
}
