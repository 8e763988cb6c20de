using Microsoft.Extensions.Primitives;

namespace CallEvents.Simulator.Api;

/// <summary>Authenticates API requests and selects the workspace of their key.</summary>
internal sealed class ApiKeyMiddleware(IReadOnlyList<ServedWorkspace> workspaces)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/v1"))
            return next(context);

        if (Find(context.Request.Headers.Authorization) is { } workspace)
        {
            context.Features.Set(workspace);
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = Scheme.TrimEnd();
        return context.WriteErrorAsync(
            StatusCodes.Status401Unauthorized,
            new("unauthorized", "Send a valid API key as Authorization: Bearer KEY.")
        );
    }

    private ServedWorkspace? Find(StringValues authorization)
    {
        if (authorization is not [{ } value] || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        foreach (var workspace in workspaces)
        {
            if (value.AsSpan(Scheme.Length).SequenceEqual(workspace.ApiKey))
                return workspace;
        }

        return null;
    }
}
