using Microsoft.Extensions.Primitives;

namespace CallEvents.Simulator.Serving;

/// <summary>Lets no one at the API without the key.</summary>
internal sealed class BearerKey(string apiKey)
{
    private const string Scheme = "Bearer ";

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/v1") || IsRight(context.Request.Headers.Authorization))
            return next(context);

        context.Response.Headers.WWWAuthenticate = Scheme.TrimEnd();
        return context.RefuseAsync(
            StatusCodes.Status401Unauthorized, new("unauthorized", "Send a valid API key as Authorization: Bearer KEY."));
    }

    private bool IsRight(StringValues sent) =>
        sent is [{ } value]
        && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && value.AsSpan(Scheme.Length).SequenceEqual(apiKey);
}
