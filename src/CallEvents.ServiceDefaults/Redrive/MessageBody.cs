using System.Text.Json;

namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>Reads the envelope of a message, without knowing its type.</summary>
internal static class MessageBody
{
    private static readonly string[] CallId = ["message", "call", "id"];

    /// <summary>The value at <c>message.call.id</c>; null where there is none, or the body cannot be read.</summary>
    public static string? CallIdOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var found = document.RootElement;
            foreach (var name in CallId)
            {
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                    return null;
            }

            return found.ValueKind == JsonValueKind.String ? found.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
