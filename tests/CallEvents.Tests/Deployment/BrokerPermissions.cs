using System.Text.Json.Nodes;

namespace CallEvents.Tests.Deployment;

/// <summary>Who may do what at an overlay's broker: by a definitions file, or by the objects of RabbitMQ's topology operator.</summary>
internal sealed record BrokerPermissions(
    string VirtualHost,
    IReadOnlyDictionary<string, (string Configure, string Write, string Read)> Users,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyDictionary<string, (string Pattern, string Definition)> Policies)
{
    public static BrokerPermissions Of(Overlay overlay) => overlay.CustomResources("RabbitmqCluster").Any() ? FromOperator(overlay) : FromDefinitions(Definitions(overlay));

    /// <summary>The definitions that a broker without an operator imports at its start.</summary>
    public static JsonNode Definitions(Overlay overlay) => JsonNode.Parse(overlay.SecretValues["rabbitmq-definitions"]["definitions.json"])!;

    private static BrokerPermissions FromOperator(Overlay overlay) => new(
        overlay.CustomResources("Vhost").Single().Text("spec", "name"),
        overlay.CustomResources("Permission").ToDictionary(permission => permission.Text("spec", "userReference", "name"), permission => PermissionsOf(permission.At("spec", "permissions")!)),
        overlay.CustomResources("User").ToDictionary(user => user.Name, user => string.Join(',', (user.At("spec", "tags")?.AsArray() ?? []).Select(tag => tag!.GetValue<string>()))),
        overlay.CustomResources("Policy").ToDictionary(policy => policy.Text("spec", "name"), policy => (policy.Text("spec", "pattern"), policy.At("spec", "definition")!.ToJsonString())));

    private static BrokerPermissions FromDefinitions(JsonNode definitions) => new(
        definitions["vhosts"]!.AsArray().Single()!["name"]!.GetValue<string>(),
        definitions["permissions"]!.AsArray().ToDictionary(permission => permission!["user"]!.GetValue<string>(), permission => PermissionsOf(permission!)),
        definitions["users"]!.AsArray().ToDictionary(user => user!["name"]!.GetValue<string>(), user => string.Join(',', user!["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()))),
        definitions["policies"]!.AsArray().ToDictionary(
            policy => policy!["name"]!.GetValue<string>(), policy => (policy!["pattern"]!.GetValue<string>(), policy["definition"]!.ToJsonString())));

    private static (string Configure, string Write, string Read) PermissionsOf(JsonNode node) =>
        (node["configure"]!.GetValue<string>(), node["write"]!.GetValue<string>(), node["read"]!.GetValue<string>());
}
