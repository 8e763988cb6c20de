using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ContractTests;

/// <summary>The envelopes that the contracts publish as examples.</summary>
internal static class Examples
{
    public static string PathOf(Type type) =>
        Path.Combine(Repository.Contracts, "examples", $"{JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name)}.json");

    public static JsonObject Of(Type type) => JsonNode.Parse(File.ReadAllText(PathOf(type)))!.AsObject();
}
