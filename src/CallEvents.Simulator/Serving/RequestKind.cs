namespace CallEvents.Simulator.Serving;

/// <summary>Says on an endpoint under which name its requests are counted.</summary>
internal sealed record RequestKind(string Name)
{
    public static RequestKind List { get; } = new("list");

    public static RequestKind Detail { get; } = new("detail");

    public static RequestKind Other { get; } = new("other");
}
