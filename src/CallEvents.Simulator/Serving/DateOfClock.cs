using System.Globalization;
using CallEvents.Simulator.Faults;
using Microsoft.Extensions.Primitives;

namespace CallEvents.Simulator.Serving;

/// <summary>
/// Dates answers by the simulator's clock when that is not the machine's: Kestrel's own <c>Date</c> header would tell a client
/// under a fake clock that it is years off. Told to misbehave, it dates them wrongly or not at all.
/// </summary>
internal sealed class DateOfClock(TimeProvider time, MisbehaviourPlan plan, Lottery lottery)
{
    // Kestrel dates every answer that has no such header, and writes no line for a value that is null.
    private static readonly StringValues NoLine = new([null]);

    public Task SetAsync(HttpContext context, RequestDelegate next)
    {
        if (time != TimeProvider.System)
            context.Response.Headers.Date = Write(time.GetUtcNow());
        if (!plan.IsQuiet && context.GetEndpoint()?.Metadata.GetMetadata<RequestKind>()?.Scope is { } scope)
            Misdate(context, plan.Now, scope);

        return next(context);
    }

    private void Misdate(HttpContext context, Misbehaviour now, RequestScope scope)
    {
        if (now.NoDate.Meets(scope) && lottery.Strikes(now.NoDate, nameof(now.NoDate)))
            context.Response.Headers.Date = NoLine;
        else if (lottery.Strikes(now.ClockShift, nameof(now.ClockShift)))
            context.Response.Headers.Date = Write(time.GetUtcNow() + now.ClockShift!.By);
    }

    private static string Write(DateTimeOffset instant) => instant.ToString("R", CultureInfo.InvariantCulture);
}
