using System.Text.Json;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>An answer of Salesforce.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">Null if it was empty, or not JSON.</param>
/// <param name="RetryAfter">The pause it asked for.</param>
/// <param name="Usage">What is used of the day's requests, if the answer says it.</param>
internal sealed record SalesforceAnswer(int Status, JsonElement? Body, TimeSpan? RetryAfter, SalesforceUsage? Usage)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>A text of the body's object; null if it has none.</summary>
    public string? Text(string name) =>
        Body is { ValueKind: JsonValueKind.Object } body
        && body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
