using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>An error of the stub, with a sentence that repeats the value, as Salesforce's own do.</summary>
internal sealed record StubError(string Code, string Message, params string[] Fields)
{
    /// <summary>In the body of a refused request: an array with one object.</summary>
    /// <remarks>Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm</remarks>
    public JsonArray ToRequestBody() =>
        [
            new JsonObject
            {
                ["message"] = Message,
                ["errorCode"] = Code,
                ["fields"] = Names(),
            },
        ];

    /// <summary>In the result of one record.</summary>
    public JsonObject ToResult() =>
        new()
        {
            ["success"] = false,
            ["errors"] = new JsonArray(
                new JsonObject
                {
                    ["statusCode"] = Code,
                    ["message"] = Message,
                    ["fields"] = Names(),
                }
            ),
        };

    private JsonArray Names() => [.. Fields.Select(field => JsonValue.Create(field))];
}
