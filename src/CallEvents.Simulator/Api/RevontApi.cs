using CallEvents.Simulator.Workspaces;
using Microsoft.AspNetCore.Http.Features;

namespace CallEvents.Simulator.Api;

/// <summary>The endpoints of the simulated API: <c>GET /v1/calls</c> and <c>GET /v1/calls/{id}</c>.</summary>
internal sealed class RevontApi(TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/calls", ListAsync).WithMetadata(RequestKind.List);
        routes.MapGet("/v1/calls/{id}", ReadAsync).WithMetadata(RequestKind.Detail);
        routes.MapFallback("/v1/{**rest}", WriteNotFoundAsync).WithMetadata(RequestKind.Other);
    }

    private Task ListAsync(HttpContext context)
    {
        if (ListQuery.Read(context.Request.Query, out var error) is not { } query)
            return context.WriteErrorAsync(StatusCodes.Status400BadRequest, error!);

        if (context.Features.GetRequiredFeature<ServedWorkspace>().Pager.Read(query) is not { } page)
            return context.WriteErrorAsync(StatusCodes.Status400BadRequest, new("invalid_cursor", "The cursor is not valid."));

        if (context.Features.Get<ResponseItems>() is { } items)
        {
            items.AddRange(page.Data.Select(item => new ResponseItem(item.State)));
        }
        else
        {
            var now = time.GetUtcNow();
            foreach (var item in page.Data)
                item.State.Exposure.Record(item.State.Call, now);
        }

        return context.WriteJsonAsync(page, RevontJson.Wire.PageBody);
    }

    private Task ReadAsync(HttpContext context)
    {
        var workspace = context.Features.GetRequiredFeature<ServedWorkspace>().Workspace;
        if (workspace.Read((string)context.Request.RouteValues["id"]!) is not { } item)
            return context.WriteErrorAsync(StatusCodes.Status404NotFound, new("not_found", "The call does not exist."));

        if (context.Features.Get<ResponseItems>() is { } items)
            items.Add(item);
        else
            item.RecordExposure(time.GetUtcNow());

        return context.WriteJsonAsync(new CallDetailBody(item.Call, item.Transcript), RevontJson.Wire.CallDetailBody);
    }

    private static Task WriteNotFoundAsync(HttpContext context) =>
        context.WriteErrorAsync(StatusCodes.Status404NotFound, new("not_found", "No endpoint matches this method and path."));
}
