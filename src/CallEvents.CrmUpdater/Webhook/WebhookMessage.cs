using System.Text.Json.Serialization;
using CallEvents.Contracts;

namespace CallEvents.CrmUpdater.Webhook;

/// <summary>The body of a webhook, as <c>webhooks/schemas/call-logged.json</c> of the contracts describes it.</summary>
/// <param name="Type">Always <c>call.logged</c>.</param>
/// <param name="Timestamp">When this body was made.</param>
/// <param name="Data">The call.</param>
internal sealed record WebhookMessage(string Type, DateTimeOffset Timestamp, WebhookData Data)
{
    public const string CallLogged = "call.logged";
}

/// <summary>The parts of a call that are newer than what was sent before; the others are absent, and never null.</summary>
internal sealed record WebhookData
{
    public required string Key { get; init; }

    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    public required long Revision { get; init; }

    public required string Origin { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Call? Call { get; init; }

    public required IReadOnlyList<string> Cleared { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WebhookRep? Rep { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Segment>? Transcript { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TranscriptText { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? TranscriptTruncated { get; init; }

    public required string TranscriptState { get; init; }
}

/// <summary>The rep, as far as the people file knows him.</summary>
internal sealed record WebhookRep(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Team,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Manager
);
