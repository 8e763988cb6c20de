using System.Globalization;
using System.Text.Json.Nodes;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Faults.Answering;

/// <summary>Ways to spoil an item, each with the call as the item then shows it.</summary>
internal static class ItemSpoilers
{
    private static readonly string[] Numbers = ["duration_seconds", "coaching_score", "start_ms", "end_ms"];

    public static SimulatedCall NullFields(JsonObject item, SimulatedCall call)
    {
        foreach (var field in new[] { "duration_seconds", "rep_id", "prospect_email", "coaching_score", "outcome" })
            item[field] = null;

        return new() { Id = call.Id, CreatedAt = call.CreatedAt };
    }

    public static SimulatedCall UnknownValues(JsonObject item, SimulatedCall call)
    {
        item["outcome"] = "escalated";
        foreach (var segment in Segments(item))
            segment["speaker"] = "assistant";

        return call with { Outcome = "escalated" };
    }

    public static SimulatedCall NumbersAsText(JsonObject item, SimulatedCall call)
    {
        foreach (var part in Segments(item).Prepend(item))
        {
            foreach (var field in Numbers.Where(field => part[field] is not null))
                part[field] = part[field]!.ToJsonString();
        }

        return call;
    }

    public static SimulatedCall Offsets(JsonObject item, SimulatedCall call)
    {
        item["created_at"] = call.CreatedAt.ToOffset(TimeSpan.FromHours(2))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
        return call;
    }

    private static IEnumerable<JsonObject> Segments(JsonObject item) => (item["transcript"] as JsonArray)?.OfType<JsonObject>() ?? [];
}
