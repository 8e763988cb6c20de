using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Teams;
using NJsonSchema;

namespace CallEvents.Tests.Alerting.Channels;

/// <summary>Validates messages by the vendors' own schemas.</summary>
internal static class ChannelSchemas
{
    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Schemas = new();

    /// <returns>The errors; empty for a valid message.</returns>
    public static IReadOnlyList<string> ValidateSlack(JsonNode message)
    {
        var known = message.DeepClone().AsObject();
        known.Remove("mrkdwn");
        return Validate("slack-webhook-message.schema", known);
    }

    /// <returns>The errors of the card in the message; empty for a valid one.</returns>
    public static IReadOnlyList<string> ValidateTeams(JsonNode message) => Validate("adaptive-card-1.5.0", TeamsStub.CardOf(message));

    private static IReadOnlyList<string> Validate(string file, JsonNode json) =>
        [.. Schemas.GetOrAdd(file, name => new(() => Load(name))).Value.Validate(json.ToJsonString()).Select(error => $"{error}")];

    private static JsonSchema Load(string name) => JsonSchema.FromFileAsync(PathOf(name)).GetAwaiter().GetResult();

    private static string PathOf(string name) =>
        Path.Combine(Repository.Root, "tests", "CallEvents.Tests", "Alerting", "Channels", "Schemas", $"{name}.json");
}
