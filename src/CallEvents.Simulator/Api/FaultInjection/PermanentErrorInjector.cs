using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>Injects errors that depend on the requested range or call, so that a retry fails again.</summary>
internal sealed class PermanentErrorInjector(FaultSampler sampler, long seed)
{
    /// <summary>Sends an error response if the requested range or call is broken; returns null otherwise.</summary>
    public Task? TryRespondAsync(HttpContext context, FaultOptions faults, RequestScope scope) =>
        scope switch
        {
            RequestScope.List
                when faults.BrokenRange is { } range
                    && Overlaps(context.Request.Query, range)
                    && sampler.Triggers(range, nameof(faults.BrokenRange)) => RespondAsync(context, range.Status),
            RequestScope.Detail
                when faults.BrokenDetails is { } details && sampler.Triggers(details, nameof(faults.BrokenDetails), RandomFor(context)) =>
                RespondAsync(context, details.Status),
            _ => null,
        };

    /// <summary>A random sequence per call, so that every request for it has the same result.</summary>
    private SeededRandom RandomFor(HttpContext context) => new(seed, $"broken details {context.Request.RouteValues["id"]}");

    private static bool Overlaps(IQueryCollection query, BrokenRangeFault range) =>
        ListQuery.Read(query, out _) is { Filter: var filter } && !(filter.To < range.From) && !(filter.From > range.To);

    private static Task RespondAsync(HttpContext context, int status)
    {
        var code = status == StatusCodes.Status404NotFound ? "not_found" : "server_error";
        return context.WriteErrorAsync(status, new(code, "This error is a permanent fault of the simulator."));
    }
}
