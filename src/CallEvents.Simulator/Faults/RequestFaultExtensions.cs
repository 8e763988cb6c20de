namespace CallEvents.Simulator.Faults;

/// <summary>Matches request faults to API operations.</summary>
internal static class RequestFaultExtensions
{
    /// <summary>Whether the fault is enabled and applies to the operation.</summary>
    public static bool AppliesTo(this RequestFault? fault, RequestScope scope) => fault is not null && (fault.Only ?? scope) == scope;
}
