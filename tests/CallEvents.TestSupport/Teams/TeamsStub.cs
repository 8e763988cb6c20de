using System.Text.Json.Nodes;
using CallEvents.TestSupport.Channels;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.TestSupport.Teams;

/// <summary>A Teams workflow that a webhook starts: takes a message with one card, and answers 202 without a body.</summary>
internal sealed class TeamsStub : ChannelStub
{
    private TeamsStub(WebhookReceiver receiver)
        : base(receiver) { }

    /// <summary>The largest body that it takes. 21 KB were measured.</summary>
    public int MaxBytes { get; set; } = 21_000;

    public static async Task<TeamsStub> StartAsync() => new(await WebhookReceiver.StartAsync());

    /// <summary>The card of a message.</summary>
    public static JsonNode CardOf(JsonNode message) => message["attachments"]![0]!["content"]!;

    /// <summary>An error in the form of Power Automate.</summary>
    public static string Error(string code) =>
        new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = code, ["message"] = $"{code} at https://example.com/workflows/secretpath" },
        }.ToJsonString();

    protected override StubAnswer Answer(ReceivedWebhook request)
    {
        if (request.Body.Length > MaxBytes)
            return new(413, Error("RequestEntityTooLarge"));
        if (!request.Headers["Content-Type"].Equals("application/json; charset=utf-8", StringComparison.OrdinalIgnoreCase))
            return new(400, Error("InvalidContentType"));
        var message = request.Json;
        return
            (string?)message["type"] == "message"
            && message["attachments"] is JsonArray { Count: 1 } attachments
            && (string?)attachments[0]!["contentType"] == "application/vnd.microsoft.card.adaptive"
            && (string?)attachments[0]!["content"]?["type"] == "AdaptiveCard"
            ? new(202, "")
            : new(400, Error("TriggerInputSchemaMismatch"));
    }
}
