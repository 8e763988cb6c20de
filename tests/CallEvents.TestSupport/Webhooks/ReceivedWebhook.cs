using System.Text;
using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.Webhooks;

/// <summary>A request as it arrived.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path and the query.</param>
/// <param name="Headers">The headers, by name without case.</param>
/// <param name="Body">The body, byte for byte.</param>
/// <param name="ArrivedAt">When the body was complete, by <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record ReceivedWebhook(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, long ArrivedAt)
{
    public string Id => Headers["webhook-id"];

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonNode Json => JsonNode.Parse(Body)!;
}
