using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.TestSupport.Channels;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.TestSupport.Slack;

/// <summary>Slack's incoming webhooks: takes a message within the documented limits, and answers others with Slack's words.</summary>
/// <remarks>https://docs.slack.dev/reference/block-kit/blocks</remarks>
internal sealed class SlackStub : ChannelStub
{
    private SlackStub(WebhookReceiver receiver)
        : base(receiver) { }

    public static async Task<SlackStub> StartAsync(X509Certificate2? certificate = null) =>
        new(await WebhookReceiver.StartAsync(certificate));

    /// <summary>The texts of all blocks.</summary>
    public static IEnumerable<JsonNode> TextsOf(JsonNode? node) =>
        node switch
        {
            JsonObject text when (string?)text["type"] is "plain_text" or "mrkdwn" => [text],
            JsonObject parent => parent.SelectMany(member => TextsOf(member.Value)),
            JsonArray list => list.SelectMany(TextsOf),
            _ => [],
        };

    protected override StubAnswer Answer(ReceivedWebhook request) => Refusal(request) is { } word ? new(400, word) : new(200, "ok");

    /// <summary>Slack's word for what is wrong with a message; null if it is taken.</summary>
    public static string? Refuse(JsonNode message)
    {
        var blocks = message["blocks"]?.AsArray() ?? [];
        if (string.IsNullOrEmpty((string?)message["text"]) && blocks.Count == 0)
            return "no_text";
        if (blocks.Count > 50 || !blocks.All(block => IsValid(block!.AsObject())))
            return "invalid_blocks";
        return TextsOf(blocks).Sum(LengthOf) > 12_000 ? "msg_blocks_too_long" : null;
    }

    private static string? Refusal(ReceivedWebhook request)
    {
        try
        {
            return Refuse(request.Json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "invalid_payload";
        }
    }

    private static bool IsValid(JsonObject block) =>
        (string?)block["type"] switch
        {
            "header" => Fits(block["text"], 150) && (string?)block["text"]!["type"] == "plain_text",
            "section" => (block["text"] is not null || block["fields"] is not null)
                && (block["text"] is null || Fits(block["text"], 3000))
                && (block["fields"] is not JsonArray fields || (fields.Count is >= 1 and <= 10 && fields.All(field => Fits(field, 2000))))
                && (block["accessory"] is null || IsButton(block["accessory"])),
            "actions" => block["elements"] is JsonArray { Count: >= 1 and <= 25 } buttons && buttons.All(IsButton),
            "context" => block["elements"] is JsonArray { Count: >= 1 and <= 10 } texts && texts.All(text => Fits(text, 2000)),
            _ => false,
        };

    private static bool IsButton(JsonNode? button) =>
        Fits(button?["text"], 75)
        && (string?)button!["url"] is { Length: > 0 and <= 3000 } url
        && Uri.IsWellFormedUriString(url, UriKind.Absolute);

    private static bool Fits(JsonNode? text, int longest) =>
        text is not null && LengthOf(text) is var length && length >= 1 && length <= longest;

    private static int LengthOf(JsonNode text) => ((string?)text["text"] ?? "").Length;
}
