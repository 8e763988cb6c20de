using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallEvents.Tests.Poller.Scripting;

/// <summary>One request that the scripted API received.</summary>
internal sealed record RecordedRequest(
    DateTimeOffset At,
    string Target,
    string? CallId,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers
)
{
    public bool IsList => CallId is null;

    /// <summary>A list request for a page; with a limit of 1 the poller only checks whether the API responds to another slice.</summary>
    public bool IsPage => IsList && Query["limit"] != "1";

    public string? Cursor => Query.GetValueOrDefault("cursor");

    public DateTimeOffset From => ParseTime("from");

    public DateTimeOffset To => ParseTime("to");

    public static RecordedRequest Read(HttpContext context, DateTimeOffset at)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?')[0];
        return new RecordedRequest(
            at,
            target,
            path == "/v1/calls" ? null : Uri.UnescapeDataString(path["/v1/calls/".Length..]),
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase)
        );
    }

    public bool Covers(DateTimeOffset time) => IsList && From <= time && time <= To;

    private DateTimeOffset ParseTime(string name) => DateTimeOffset.Parse(Query[name], CultureInfo.InvariantCulture);
}
