using System.Text.Json;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>One message as it came over the wire.</summary>
/// <param name="Exchange">It was published to, <c>CallEvents.Contracts:CallRecorded</c>.</param>
/// <param name="MessageId">AMQP's own property, not the envelope's.</param>
/// <param name="CorrelationId">AMQP's own property.</param>
/// <param name="Redelivered">The broker had given it out before and saw no answer: no second publish.</param>
/// <param name="Headers">AMQP's; texts as text.</param>
/// <param name="Envelope">The whole body.</param>
public sealed record Delivery(
    string Exchange, string? MessageId, string? CorrelationId, bool Redelivered, IReadOnlyDictionary<string, object?> Headers, JsonElement Envelope)
{
    /// <summary><c>CallRecorded</c>.</summary>
    public string Type => Exchange[(Exchange.LastIndexOf(':') + 1)..];

    public string? ConversationId => Text(Envelope, "conversationId");

    public JsonElement Message => Envelope.GetProperty("message");

    public string? CallId => Text(Message.GetProperty("call"), "id");

    public long Revision => Message.GetProperty("revision").GetInt64();

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
