namespace CallEvents.Simulator.Faults;

/// <summary>The API operation that a fault applies to.</summary>
public enum RequestScope
{
    /// <summary><c>GET /v1/calls</c>.</summary>
    List,

    /// <summary><c>GET /v1/calls/{id}</c>.</summary>
    Detail,
}

/// <summary>A fault of the response to a request.</summary>
public record RequestFault : CountedFault
{
    /// <summary>The only operation that the fault applies to.</summary>
    /// <value><c>list</c>, <c>detail</c>, or null for both. The default is null.</value>
    public RequestScope? Only { get; init; }
}
