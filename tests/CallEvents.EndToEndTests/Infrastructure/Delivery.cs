using System.Text.Json;
using RabbitMQ.Client;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A message as received from the broker.</summary>
/// <param name="Exchange">The exchange it was published to, such as <c>CallEvents.Contracts:CallRecorded</c>.</param>
/// <param name="Properties">The AMQP properties.</param>
/// <param name="Redelivered">Whether the broker delivers the same publish again, because it received no acknowledgement.</param>
/// <param name="Headers">The AMQP headers, with byte arrays decoded to text.</param>
/// <param name="Body">The whole body, as text.</param>
public sealed record Delivery(
    string Exchange,
    IReadOnlyBasicProperties Properties,
    bool Redelivered,
    IReadOnlyDictionary<string, object?> Headers,
    string Body
)
{
    /// <summary>The AMQP property, not the envelope's member.</summary>
    public string? MessageId => Properties.MessageId;

    public JsonElement Envelope { get; } = JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>The message type, such as <c>CallRecorded</c>.</summary>
    public string Type => Exchange.Length == 0 ? Properties.Type! : Exchange[(Exchange.LastIndexOf(':') + 1)..];

    public string? ConversationId => Text(Envelope, "conversationId");

    public JsonElement Message => Envelope.GetProperty("message");

    public string? CallId => Text(Message.GetProperty("call"), "id");

    public long Revision => Message.GetProperty("revision").GetInt64();

    public string? Origin => Text(Message, "origin");

    public string? Outcome => Text(Message.GetProperty("call"), "outcome");

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
