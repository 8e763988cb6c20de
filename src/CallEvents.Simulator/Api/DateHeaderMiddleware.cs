using System.Globalization;
using CallEvents.Simulator.Faults;
using Microsoft.Extensions.Primitives;

namespace CallEvents.Simulator.Api;

/// <summary>
/// Sets the <c>Date</c> header from the simulator's clock when that is not the system clock, since Kestrel's own header would be
/// years off for a client with a fake clock. Injects the faults of that header.
/// </summary>
internal sealed class DateHeaderMiddleware(TimeProvider time, FaultPlan plan, FaultSampler sampler)
{
    // Kestrel adds the header to every response without one, and omits it when its value is null.
    private static readonly StringValues OmittedHeader = new([null]);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (time != TimeProvider.System)
            context.Response.Headers.Date = Format(time.GetUtcNow());
        if (!plan.IsEmpty && context.GetEndpoint()?.Metadata.GetMetadata<RequestKind>()?.Scope is { } scope)
            ApplyFaults(context, plan.Current, scope);

        return next(context);
    }

    private void ApplyFaults(HttpContext context, FaultOptions faults, RequestScope scope)
    {
        if (faults.NoDate.AppliesTo(scope) && sampler.Triggers(faults.NoDate, nameof(faults.NoDate)))
            context.Response.Headers.Date = OmittedHeader;
        else if (sampler.Triggers(faults.ClockSkew, nameof(faults.ClockSkew)))
            context.Response.Headers.Date = Format(time.GetUtcNow() + faults.ClockSkew!.Offset);
    }

    private static string Format(DateTimeOffset instant) => instant.ToString("R", CultureInfo.InvariantCulture);
}
