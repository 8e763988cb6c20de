using Microsoft.Extensions.Primitives;

namespace CallEvents.Simulator.Serving;

/// <summary>Lets no one at the API without a key, and finds the workspace that the key is for.</summary>
internal sealed class BearerKey(IReadOnlyList<ServedWorkspace> workspaces)
{
    private const string Scheme = "Bearer ";

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/v1"))
            return next(context);

        if (Find(context.Request.Headers.Authorization) is { } workspace)
        {
            context.Features.Set(workspace);
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = Scheme.TrimEnd();
        return context.RefuseAsync(
            StatusCodes.Status401Unauthorized, new("unauthorized", "Send a valid API key as Authorization: Bearer KEY."));
    }

    private ServedWorkspace? Find(StringValues sent)
    {
        if (sent is not [{ } value] || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        foreach (var workspace in workspaces)
        {
            if (value.AsSpan(Scheme.Length).SequenceEqual(workspace.ApiKey))
                return workspace;
        }

        return null;
    }
}
