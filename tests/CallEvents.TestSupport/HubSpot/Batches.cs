using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>Builds the answers to batches.</summary>
internal static class Batches
{
    /// <summary>200 and <c>COMPLETE</c> although nothing was done.</summary>
    // Source: rudder-transformer pull request 5147: a batch with a malformed body is answered so. hubspot-api-nodejs 26: the same.
    public static Answer Nothing(Portal portal) => Answer(portal, 200, [], []);

    /// <param name="portal">The portal.</param>
    /// <param name="success">The status without errors; with errors it is 207.</param>
    /// <param name="results">The results; they are answered in another order than asked for, since no page promises one.</param>
    /// <param name="errors">The errors; one may name several inputs, so that their number is not the number of inputs.</param>
    public static Answer Answer(Portal portal, int success, IEnumerable<JsonObject> results, IReadOnlyList<JsonObject> errors)
    {
        var now = Values.Date(portal.Now);
        var body = new JsonObject
        {
            ["status"] = "COMPLETE",
            ["results"] = new JsonArray([.. results.Reverse()]),
            ["startedAt"] = now,
            ["completedAt"] = now,
        };
        if (errors.Count > 0)
        {
            body["numErrors"] = errors.Count;
            body["errors"] = new JsonArray([.. errors]);
        }
        return new(errors.Count > 0 ? 207 : success, body);
    }
}
