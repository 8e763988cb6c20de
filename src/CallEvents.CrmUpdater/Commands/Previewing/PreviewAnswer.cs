using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CallEvents.CrmUpdater.Commands.Previewing;

/// <summary>Answers a request that was not sent as if the CRM had accepted it, so that the requests after it can be seen.</summary>
internal static class PreviewAnswer
{
    /// <summary>The id of a record that would be created.</summary>
    public const string NewId = "new";

    public static HttpResponseMessage Of(JsonNode? body) =>
        body switch
        {
            JsonObject hubspot when hubspot["inputs"] is JsonArray inputs => Json(
                new JsonObject { ["status"] = "COMPLETE", ["results"] = new JsonArray([.. inputs.OfType<JsonObject>().Select(ResultOf)]) }
            ),
            JsonObject salesforce when salesforce["records"] is JsonArray records => Json(
                new JsonArray([
                    .. records.Select(_ =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = NewId,
                                ["success"] = true,
                                ["errors"] = new JsonArray(),
                            }
                    ),
                ])
            ),
            _ => new HttpResponseMessage(HttpStatusCode.Accepted),
        };

    private static JsonNode ResultOf(JsonObject input)
    {
        var result = (JsonObject)input.DeepClone();
        if (input["idProperty"]?.GetValue<string>() is not { } idProperty)
            return result;

        result["id"] = NewId;
        var properties = input["properties"]?.DeepClone() as JsonObject ?? [];
        properties[idProperty] = input["id"]?.DeepClone();
        result["properties"] = properties;
        return result;
    }

    private static HttpResponseMessage Json(JsonNode body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
