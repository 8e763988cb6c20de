using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using CallEvents.Poller.Status;
using CallEvents.Poller.Status.Reports;

namespace CallEvents.Tests.Documentation;

/// <summary>The JSON schema of <c>/status</c> and <c>/status/calls/&lt;id&gt;</c>, written from the reports and their comments.</summary>
internal static class StatusSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly XmlDocs Docs = new(typeof(StatusReport).Assembly);

    public static string Write()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "CallEvents status",
            ["description"] = "The answer of GET /status; $defs/call is the answer of GET /status/calls/<id>. Times are UTC.",
        };
        foreach (var (name, value) in Of(typeof(StatusReport)))
            schema[name] = value?.DeepClone();
        schema["$defs"] = new JsonObject { ["call"] = Of(typeof(CallReport)) };
        return schema.ToJsonString(Indented);
    }

    private static JsonObject Of(Type type) =>
        StatusJson
            .Options.GetJsonSchemaAsNode(type, new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe })
            .AsObject();

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.TypeInfo.Type == typeof(DateTimeOffset))
            node = new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        else if (context.TypeInfo.Type == typeof(DateTimeOffset?))
            node = new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" };
        if (node is not JsonObject schema)
            return node;
        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property && Docs.Summary(property) is { Length: > 0 } summary)
            schema.Insert(0, "description", summary);
        return schema;
    }
}
