namespace CallEvents.Simulator.Faults;

/// <summary>Tells which requests a fault is meant for.</summary>
internal static class RequestScopes
{
    /// <summary>Whether there is a fault, and it is meant for such requests.</summary>
    public static bool Meets(this RequestFault? fault, RequestScope scope) => fault is not null && (fault.Only ?? scope) == scope;
}
