namespace CallEvents.Simulator.Serving;

/// <summary>The simulated API itself: <c>GET /v1/calls</c> and <c>GET /v1/calls/{id}</c>.</summary>
internal sealed class RevontApi(SimulatedWorkspace workspace, KeysetPager pager)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/calls", ListAsync).WithMetadata(RequestKind.List);
        routes.MapGet("/v1/calls/{id}", ReadAsync).WithMetadata(RequestKind.Detail);
        routes.MapFallback("/v1/{**rest}", RefuseAsync).WithMetadata(RequestKind.Other);
    }

    private Task ListAsync(HttpContext context)
    {
        if (ListQuery.Read(context.Request.Query, out var error) is not { } query)
            return context.RefuseAsync(StatusCodes.Status400BadRequest, error!);

        return pager.Read(query) is { } page
            ? context.AnswerAsync(page, RevontJson.Wire.PageBody)
            : context.RefuseAsync(StatusCodes.Status400BadRequest, new("invalid_cursor", "The cursor is not valid."));
    }

    private Task ReadAsync(HttpContext context) =>
        workspace.Read((string)context.Request.RouteValues["id"]!) is var (call, transcript)
            ? context.AnswerAsync(new CallDetailBody(call, transcript), RevontJson.Wire.CallDetailBody)
            : context.RefuseAsync(StatusCodes.Status404NotFound, new("not_found", "There is no such call."));

    private static Task RefuseAsync(HttpContext context) =>
        context.RefuseAsync(StatusCodes.Status404NotFound, new("not_found", "There is nothing here for this method and path."));
}
