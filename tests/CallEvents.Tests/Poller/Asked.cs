using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallEvents.Tests.Poller;

/// <summary>One request as it came in.</summary>
internal sealed record Asked(DateTimeOffset At, string Target, string? CallId, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsList => CallId is null;

    /// <summary>A page asked for, and not the one call by which the poller finds out whether the API answers elsewhere.</summary>
    public bool IsPage => IsList && Query["limit"] != "1";

    public string? Cursor => Query.GetValueOrDefault("cursor");

    public DateTimeOffset From => Time("from");

    public DateTimeOffset To => Time("to");

    public static Asked Of(HttpContext context, DateTimeOffset at)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?')[0];
        return new Asked(
            at,
            target,
            path == "/v1/calls" ? null : Uri.UnescapeDataString(path["/v1/calls/".Length..]),
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase));
    }

    public bool Covers(DateTimeOffset time) => IsList && From <= time && time <= To;

    private DateTimeOffset Time(string name) => DateTimeOffset.Parse(Query[name], CultureInfo.InvariantCulture);
}
