using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>A record in the stub's org.</summary>
internal sealed class StubRecord(string type, string id)
{
    public string Type => type;

    public string Id => id;

    public bool IsDeleted { get; set; }

    /// <summary>The values by field; a cleared field is absent.</summary>
    public Dictionary<string, JsonNode> Values { get; } = new(StringComparer.OrdinalIgnoreCase) { ["Id"] = id };

    public JsonNode? this[string field] => Values.GetValueOrDefault(field);

    public string? Text(string field) => this[field]?.ToString();

    public void Set(string field, JsonNode? value)
    {
        if (value is null)
            Values.Remove(field);
        else
            Values[field] = value.DeepClone();
    }
}
