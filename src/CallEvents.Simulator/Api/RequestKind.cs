using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Api;

/// <summary>Endpoint metadata: the name under which requests are counted, and the scope of their faults.</summary>
internal sealed record RequestKind(string Name, RequestScope? Scope = null)
{
    public static RequestKind List { get; } = new("list", RequestScope.List);

    public static RequestKind Detail { get; } = new("detail", RequestScope.Detail);

    public static RequestKind Other { get; } = new("other");
}
