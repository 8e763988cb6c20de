using CallEvents.EndToEndTests.Telemetry.Protocol;

namespace CallEvents.EndToEndTests.Telemetry;

/// <summary>A span as a collector receives it.</summary>
internal sealed record ReceivedSpan(Resource Resource, Span Span)
{
    public string Service => AttributeOf(Resource, "service.name")!;

    public string Name => Span.Name;

    public string TraceId => Convert.ToHexStringLower(Span.TraceId.Span);

    public string Id => Convert.ToHexStringLower(Span.SpanId.Span);

    /// <summary>Empty for the root of a trace.</summary>
    public string ParentId => Convert.ToHexStringLower(Span.ParentSpanId.Span);

    public IReadOnlyList<string> Links => [.. Span.Links.Select(link => Convert.ToHexStringLower(link.SpanId.Span))];

    public string? CallId => Attribute("callevents.call.id");

    public string? Origin => Attribute("callevents.origin");

    /// <summary>What became of a message; null on the spans in which none was handled.</summary>
    public string? Outcome => Attribute("callevents.message.outcome");

    public IEnumerable<string> Texts => Span.Attributes.Select(attribute => attribute.Value.StringValue);

    public static string? AttributeOf(Resource resource, string key) =>
        resource.Attributes.SingleOrDefault(attribute => attribute.Key == key)?.Value.StringValue;

    private string? Attribute(string key) => Span.Attributes.SingleOrDefault(attribute => attribute.Key == key)?.Value.StringValue;
}
