using System.Globalization;
using System.Text.Json;

namespace CallEvents.Simulator.Api;

/// <summary>
/// Endpoints for tests: the full state of every call, the stats, the early requests and the end of arrivals. They require no API key.
/// </summary>
internal sealed class InspectionEndpoints(
    IReadOnlyList<ServedWorkspace> workspaces,
    TimeProvider time,
    Func<int?, SimulatorStats> readStats
)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/simulator/calls", ListAsync);
        routes.MapGet("/simulator/stats", WriteStatsAsync);
        routes.MapGet("/simulator/early-requests", WriteEarlyRequestsAsync);
        routes.MapDelete("/simulator/arrivals", StopArrivalsAsync);
        routes.MapGet("/health/live", WriteHealthyAsync);
        routes.MapGet("/health/ready", WriteHealthyAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        if (!TryReadWorkspace(context, out var index, out var errorResponse))
            return errorResponse;

        var value = context.Request.Query["transcripts"].ToString();
        if (value is not ("" or "true" or "false"))
        {
            return context.WriteErrorAsync(
                StatusCodes.Status400BadRequest,
                ApiError.InvalidParameter("transcripts", value, "true or false")
            );
        }

        // Streamed: each transcript is generated when it is written, since together they may exceed the memory.
        var now = time.GetUtcNow();
        context.Response.ContentType = ApiResponse.JsonContentType;
        return JsonSerializer.SerializeAsync(
            context.Response.BodyWriter,
            workspaces[index ?? 0].Workspace.ListIncludingDeleted().Select(state => new CallStateBody(state, now, value != "false")),
            RevontJson.Wire.IEnumerableCallStateBody,
            context.RequestAborted
        );
    }

    private Task WriteStatsAsync(HttpContext context) =>
        TryReadWorkspace(context, out var index, out var errorResponse)
            ? context.WriteJsonAsync(readStats(index), RevontJson.Wire.SimulatorStats)
            : errorResponse;

    private Task StopArrivalsAsync(HttpContext context)
    {
        foreach (var served in workspaces)
            served.Workspace.StopArrivals();
        return WriteStatsAsync(context);
    }

    private Task WriteEarlyRequestsAsync(HttpContext context)
    {
        var early = workspaces.SelectMany(
            (served, index) =>
                served.EarlyRequests.Records.Select(request => new EarlyRequestBody(
                    index,
                    JsonNamingPolicy.SnakeCaseLower.ConvertName($"{request.Kind}"),
                    request.ResponseSentAt,
                    request.AfterResponseMs,
                    request.TooEarlyMs
                ))
        );
        return context.WriteJsonAsync(
            new EarlyRequestsBody(workspaces.Sum(served => served.EarlyRequests.Count), [.. early]),
            RevontJson.Wire.EarlyRequestsBody
        );
    }

    private bool TryReadWorkspace(HttpContext context, out int? index, out Task errorResponse)
    {
        (index, errorResponse) = (null, Task.CompletedTask);
        var value = context.Request.Query["workspace"].ToString();
        if (value.Length == 0)
            return true;

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read < workspaces.Count)
        {
            index = read;
            return true;
        }

        errorResponse = context.WriteErrorAsync(
            StatusCodes.Status400BadRequest,
            ApiError.InvalidParameter("workspace", value, $"a whole number from 0 to {workspaces.Count - 1}")
        );
        return false;
    }

    private static Task WriteHealthyAsync(HttpContext context) => context.Response.WriteAsync("Healthy", context.RequestAborted);
}
