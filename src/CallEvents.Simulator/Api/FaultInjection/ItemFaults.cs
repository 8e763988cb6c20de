using System.Globalization;
using System.Text.Json.Nodes;
using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>Changes an item of a response, and returns the call as a client then reads it.</summary>
internal static class ItemFaults
{
    private static readonly string[] NumericFields = ["duration_seconds", "coaching_score", "start_ms", "end_ms"];

    public static SimulatedCall AddUnknownField(JsonObject item, SimulatedCall call)
    {
        item["tags"] = new JsonArray("new", 1, null);
        return call;
    }

    public static SimulatedCall SetFieldsToNull(JsonObject item, SimulatedCall call)
    {
        foreach (var field in new[] { "duration_seconds", "rep_id", "prospect_email", "coaching_score", "outcome" })
            item[field] = null;

        return new() { Id = call.Id, CreatedAt = call.CreatedAt };
    }

    public static SimulatedCall SetUnknownValues(JsonObject item, SimulatedCall call)
    {
        item["outcome"] = "escalated";
        foreach (var segment in TranscriptSegments(item))
            segment["speaker"] = "assistant";

        return call with
        {
            Outcome = "escalated",
        };
    }

    public static SimulatedCall WriteNumbersAsStrings(JsonObject item, SimulatedCall call)
    {
        foreach (var node in TranscriptSegments(item).Prepend(item))
        {
            foreach (var field in NumericFields.Where(field => node[field] is not null))
                node[field] = node[field]!.ToJsonString();
        }

        return call;
    }

    public static SimulatedCall WriteUtcOffset(JsonObject item, SimulatedCall call)
    {
        item["created_at"] = call
            .CreatedAt.ToOffset(TimeSpan.FromHours(2))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
        return call;
    }

    private static IEnumerable<JsonObject> TranscriptSegments(JsonObject item) =>
        (item["transcript"] as JsonArray)?.OfType<JsonObject>() ?? [];
}
