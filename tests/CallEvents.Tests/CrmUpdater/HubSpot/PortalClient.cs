using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.TestSupport.HubSpot;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

/// <summary>Plain requests to the stub of HubSpot.</summary>
internal sealed class PortalClient : IDisposable
{
    private static readonly string[] TextProperties = ["revont_call_id", "revont_outcome", "revont_fields_revision"];
    private static readonly string[] AddressProperties = ["email", "hs_additional_emails"];

    private readonly HttpClient client;

    public PortalClient(HubSpotStub hubspot)
    {
        client = new() { BaseAddress = new(hubspot.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", hubspot.Token);
    }

    public async Task<Reply> GetAsync(string path) => await Reply.OfAsync(await client.GetAsync(new Uri(path, UriKind.Relative)));

    public async Task<Reply> PostAsync(string path, object body) => await Reply.OfAsync(await client.PostAsJsonAsync(path, body));

    /// <summary>Creates the properties that the tests write.</summary>
    public async Task ProvisionAsync()
    {
        (await PostAsync("/crm/properties/2026-09/calls/groups", new { name = "revont", label = "Revont" })).Status.ShouldBe(201);
        var inputs = TextProperties
            .Select(name => Property(name, "string", "text", name == "revont_call_id"))
            .Append(Property("revont_coaching_score", "number", "number", false));
        (await PostAsync("/crm/properties/2026-09/calls/batch/create", new { inputs })).Status.ShouldBe(201);
    }

    public Task<Reply> UpsertCallsAsync(params (string Key, object Properties)[] calls) =>
        PostAsync(
            "/crm/objects/2026-09/calls/batch/upsert",
            new
            {
                inputs = calls.Select(call => new
                {
                    id = call.Key,
                    idProperty = "revont_call_id",
                    objectWriteTraceId = $"trace-{call.Key}",
                    properties = call.Properties,
                }),
            }
        );

    public Task<Reply> UpdateCallAsync(string id, object properties) =>
        PostAsync("/crm/objects/2026-09/calls/batch/update", new { inputs = new[] { new { id, properties } } });

    public Task<Reply> ReadContactsAsync(params string[] addresses) =>
        PostAsync(
            "/crm/objects/2026-09/contacts/batch/read",
            new
            {
                idProperty = "email",
                inputs = addresses.Select(id => new { id }),
                properties = AddressProperties,
                propertiesWithHistory = Array.Empty<string>(),
            }
        );

    public Task<Reply> AssociateAsync(string types, params (string From, string To)[] pairs) =>
        PostAsync(
            $"/crm/associations/2026-09/{types}/batch/associate/default",
            new { inputs = pairs.Select(pair => new { from = new { id = pair.From }, to = new { id = pair.To } }) }
        );

    public void Dispose() => client.Dispose();

    private static object Property(string name, string type, string fieldType, bool hasUniqueValue) =>
        new
        {
            name,
            label = name,
            type,
            fieldType,
            groupName = "revont",
            hasUniqueValue,
            formField = false,
        };
}

/// <summary>An answer of the stub.</summary>
internal sealed record Reply(int Status, JsonNode? Body, HttpResponseHeaders Headers)
{
    public JsonArray Results => Body!["results"]!.AsArray();

    public string Text =>
        Body!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
            return new((int)response.StatusCode, isJson ? JsonNode.Parse(text) : null, response.Headers);
        }
    }
}
