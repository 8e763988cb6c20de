namespace CallEvents.Simulator.Faults;

/// <summary>The point of a response at which the connection drops.</summary>
public enum DropPoint
{
    /// <summary>Before any part of the response was sent.</summary>
    BeforeHeaders,

    /// <summary>In the middle of the body.</summary>
    InBody,
}

/// <summary>A connection that drops.</summary>
public sealed record ConnectionDropFault : RequestFault
{
    /// <summary>The point at which it drops.</summary>
    /// <value><c>before_headers</c> or <c>in_body</c>. The default is <c>before_headers</c>.</value>
    public DropPoint At { get; init; }
}
