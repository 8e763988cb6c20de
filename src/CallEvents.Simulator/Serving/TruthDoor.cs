using System.Text.Json;

namespace CallEvents.Simulator.Serving;

/// <summary>What only a simulator can tell: the whole truth about its calls, and how busy it has been. No key needed.</summary>
internal sealed class TruthDoor(SimulatedWorkspace workspace, TimeProvider time, Func<SimulatorStats> readStats)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/simulator/calls", ListAsync);
        routes.MapGet("/simulator/stats", context => context.AnswerAsync(readStats(), RevontJson.Wire.SimulatorStats));
        routes.MapGet("/health/live", SayHealthyAsync);
        routes.MapGet("/health/ready", SayHealthyAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var sent = context.Request.Query["transcripts"].ToString();
        if (sent is not ("" or "true" or "false"))
        {
            return context.RefuseAsync(
                StatusCodes.Status400BadRequest, ApiError.InvalidParameter("transcripts", sent, "true or false"));
        }

        // Transcripts are written one by one while the answer goes out: together they may be larger than memory.
        var now = time.GetUtcNow();
        context.Response.ContentType = Answer.Json;
        return JsonSerializer.SerializeAsync(
            context.Response.BodyWriter,
            workspace.List().Select(truth => new TruthBody(truth, now, sent != "false")),
            RevontJson.Wire.IEnumerableTruthBody,
            context.RequestAborted);
    }

    private static Task SayHealthyAsync(HttpContext context) => context.Response.WriteAsync("Healthy", context.RequestAborted);
}
