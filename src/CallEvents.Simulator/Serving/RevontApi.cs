using Microsoft.AspNetCore.Http.Features;

namespace CallEvents.Simulator.Serving;

/// <summary>The simulated API itself: <c>GET /v1/calls</c> and <c>GET /v1/calls/{id}</c>.</summary>
internal sealed class RevontApi(TimeProvider time)
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

        if (context.Features.GetRequiredFeature<ServedWorkspace>().Pager.Read(query) is not { } page)
            return context.RefuseAsync(StatusCodes.Status400BadRequest, new("invalid_cursor", "The cursor is not valid."));

        if (context.Features.Get<Showing>() is { } held)
        {
            held.Items.AddRange(page.Data.Select(item => new ShownItem(item.Truth)));
        }
        else
        {
            var now = time.GetUtcNow();
            foreach (var item in page.Data)
                item.Truth.Showings.Note(item.Truth.Call, now);
        }

        return context.AnswerAsync(page, RevontJson.Wire.PageBody);
    }

    private Task ReadAsync(HttpContext context)
    {
        var workspace = context.Features.GetRequiredFeature<ServedWorkspace>().Workspace;
        if (workspace.Read((string)context.Request.RouteValues["id"]!) is not { } shown)
            return context.RefuseAsync(StatusCodes.Status404NotFound, new("not_found", "There is no such call."));

        if (context.Features.Get<Showing>() is { } held)
            held.Items.Add(shown);
        else
            shown.Note(time.GetUtcNow());

        return context.AnswerAsync(new CallDetailBody(shown.Call, shown.Transcript), RevontJson.Wire.CallDetailBody);
    }

    private static Task RefuseAsync(HttpContext context) =>
        context.RefuseAsync(StatusCodes.Status404NotFound, new("not_found", "There is nothing here for this method and path."));
}
