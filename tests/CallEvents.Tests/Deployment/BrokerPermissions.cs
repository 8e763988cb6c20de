using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallEvents.Tests.Deployment;

/// <summary>The users and policies of an overlay's broker, from a definitions file or from RabbitMQ's topology operator.</summary>
internal sealed record BrokerPermissions(
    string VirtualHost,
    IReadOnlyDictionary<string, UserPermissions> Users,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyDictionary<string, (string Pattern, string Definition)> Policies,
    IReadOnlyList<string> Exchanges
)
{
    public static BrokerPermissions Of(Overlay overlay) =>
        overlay.CustomResources("RabbitmqCluster").Any() ? FromOperator(overlay) : FromDefinitions(Definitions(overlay));

    /// <summary>The definitions that a broker without an operator imports on start.</summary>
    public static JsonNode Definitions(Overlay overlay) =>
        JsonNode.Parse(overlay.SecretValues["rabbitmq-definitions"]["definitions.json"])!;

    private static BrokerPermissions FromOperator(Overlay overlay) =>
        new(
            overlay.CustomResources("Vhost").Single().Text("spec", "name"),
            overlay
                .CustomResources("Permission")
                .ToDictionary(
                    permission => permission.Text("spec", "userReference", "name"),
                    permission => UserPermissions.Parse(permission.At("spec", "permissions")!)
                ),
            overlay.CustomResources("User").ToDictionary(user => user.Name, user => JoinTags(user.At("spec", "tags"))),
            overlay
                .CustomResources("Policy")
                .ToDictionary(
                    policy => policy.Text("spec", "name"),
                    policy => (policy.Text("spec", "pattern"), policy.At("spec", "definition")!.ToJsonString())
                ),
            [.. overlay.CustomResources("Exchange").Select(exchange => Describe(exchange.At("spec")!))]
        );

    private static BrokerPermissions FromDefinitions(JsonNode definitions) =>
        new(
            definitions["vhosts"]!.AsArray().Single()!["name"]!.GetValue<string>(),
            definitions["permissions"]!
                .AsArray()
                .ToDictionary(permission => permission!["user"]!.GetValue<string>(), permission => UserPermissions.Parse(permission!)),
            definitions["users"]!.AsArray().ToDictionary(user => user!["name"]!.GetValue<string>(), user => JoinTags(user!["tags"])),
            definitions["policies"]!
                .AsArray()
                .ToDictionary(
                    policy => policy!["name"]!.GetValue<string>(),
                    policy => (policy!["pattern"]!.GetValue<string>(), policy["definition"]!.ToJsonString())
                ),
            [.. definitions["exchanges"]!.AsArray().Select(exchange => Describe(exchange!))]
        );

    private static string Describe(JsonNode exchange) => $"{exchange["name"]} {exchange["type"]} {exchange["durable"]!.GetValue<bool>()}";

    private static string JoinTags(JsonNode? tags) => string.Join(',', (tags?.AsArray() ?? []).Select(tag => tag!.GetValue<string>()));
}

/// <summary>The resources that a user may configure, write and read, as regular expressions.</summary>
internal sealed record UserPermissions(string Configure, string Write, string Read)
{
    public static UserPermissions Parse(JsonNode node) =>
        new(node["configure"]!.GetValue<string>(), node["write"]!.GetValue<string>(), node["read"]!.GetValue<string>());

    /// <summary>Whether the user may configure, write and read this exchange or queue.</summary>
    public (bool Configure, bool Write, bool Read) On(string resource) =>
        (Matches(Configure, resource), Matches(Write, resource), Matches(Read, resource));

    /// <remarks>RabbitMQ uses Erlang's regular expressions; the ones here have the same meaning in .NET.</remarks>
    public static bool Matches(string pattern, string resource) => Regex.IsMatch(resource, pattern);
}
