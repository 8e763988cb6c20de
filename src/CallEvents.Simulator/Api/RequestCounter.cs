using System.Collections.Concurrent;

namespace CallEvents.Simulator.Api;

/// <summary>Counts API responses by kind of request and status.</summary>
internal sealed class RequestCounter
{
    private readonly ConcurrentDictionary<(string Kind, int Status), long> counts = new();

    public Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequestKind>() is { } kind)
        {
            // Counted before the response is sent, so that a client that has received it also finds it in the stats.
            context.Response.OnStarting(() =>
            {
                counts.AddOrUpdate((kind.Name, context.Response.StatusCode), 1, (_, count) => count + 1);
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    public IReadOnlyList<RequestCount> Read() =>
        [
            .. counts
                .Select(count => new RequestCount(count.Key.Kind, count.Key.Status, count.Value))
                .OrderBy(count => count.Kind, StringComparer.Ordinal)
                .ThenBy(count => count.Status),
        ];
}
