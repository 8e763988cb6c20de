using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Serving;

/// <summary>Says on an endpoint under which name its requests are counted.</summary>
internal sealed record RequestKind(string Name, RequestScope? Scope = null)
{
    public static RequestKind List { get; } = new("list", RequestScope.List);

    public static RequestKind Detail { get; } = new("detail", RequestScope.Detail);

    public static RequestKind Other { get; } = new("other");
}
