using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>A link of a call's record to another record, to make or to remove.</summary>
/// <param name="Call">The call.</param>
/// <param name="To">HubSpot's id of the other record.</param>
internal sealed record LinkPair(PendingCall Call, string To)
{
    private string From => Call.WrittenId!;

    public static IEnumerable<string?> NamesOf(JsonElement result)
    {
        var from = result.Child("from")?.Text("id") ?? result.Text("fromObjectId");
        var to = result.Child("to")?.Text("id") ?? result.Text("toObjectId");
        return [$"{from}>{to}", $"{to}>{from}", from];
    }

    public BatchInput ToMake() =>
        new(
            $"{From}>{To}",
            new JsonObject
            {
                ["from"] = new JsonObject { ["id"] = From },
                ["to"] = new JsonObject { ["id"] = To },
            },
            [$"{From}>{To}", From, To]
        );

    public BatchInput ToRemove() =>
        new(
            $"{From}>{To}",
            new JsonObject
            {
                ["from"] = new JsonObject { ["id"] = From },
                ["to"] = new JsonArray(new JsonObject { ["id"] = To }),
            },
            [$"{From}>{To}", From, To]
        );
}
