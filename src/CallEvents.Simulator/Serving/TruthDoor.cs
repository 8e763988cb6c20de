using System.Globalization;
using System.Text.Json;

namespace CallEvents.Simulator.Serving;

/// <summary>What only a simulator can tell: the whole truth about its calls, and how busy it has been; and the end of arrivals. No key needed.</summary>
internal sealed class TruthDoor(IReadOnlyList<ServedWorkspace> workspaces, TimeProvider time, Func<int?, SimulatorStats> readStats)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/simulator/calls", ListAsync);
        routes.MapGet("/simulator/stats", TellStatsAsync);
        routes.MapGet("/simulator/requests", TellRequestsAsync);
        routes.MapDelete("/simulator/arrivals", StopArrivalsAsync);
        routes.MapGet("/health/live", SayHealthyAsync);
        routes.MapGet("/health/ready", SayHealthyAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        if (!TryReadWorkspace(context, out var number, out var refusal))
            return refusal;

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
            workspaces[number ?? 0].Workspace.ListEver().Select(truth => new TruthBody(truth, now, sent != "false")),
            RevontJson.Wire.IEnumerableTruthBody,
            context.RequestAborted);
    }

    private Task TellStatsAsync(HttpContext context) => TryReadWorkspace(context, out var number, out var refusal)
        ? context.AnswerAsync(readStats(number), RevontJson.Wire.SimulatorStats)
        : refusal;

    private Task StopArrivalsAsync(HttpContext context)
    {
        foreach (var served in workspaces)
            served.Workspace.StopArrivals();
        return TellStatsAsync(context);
    }

    private Task TellRequestsAsync(HttpContext context)
    {
        var early = workspaces.SelectMany((served, number) => served.Early.Kept.Select(request =>
            new EarlyRequestBody(
                number, JsonNamingPolicy.SnakeCaseLower.ConvertName($"{request.Kind}"), request.AnsweredAt, request.AfterAnswerMs, request.TooEarlyMs)));
        return context.AnswerAsync(
            new EarlyRequestsBody(workspaces.Sum(served => served.Early.Count), [.. early]), RevontJson.Wire.EarlyRequestsBody);
    }

    private bool TryReadWorkspace(HttpContext context, out int? number, out Task refusal)
    {
        (number, refusal) = (null, Task.CompletedTask);
        var sent = context.Request.Query["workspace"].ToString();
        if (sent.Length == 0)
            return true;

        if (int.TryParse(sent, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read < workspaces.Count)
        {
            number = read;
            return true;
        }

        refusal = context.RefuseAsync(
            StatusCodes.Status400BadRequest,
            ApiError.InvalidParameter("workspace", sent, $"a whole number from 0 to {workspaces.Count - 1}"));
        return false;
    }

    private static Task SayHealthyAsync(HttpContext context) => context.Response.WriteAsync("Healthy", context.RequestAborted);
}
