using System.Globalization;

namespace CallEvents.Simulator.Serving;

/// <summary>
/// Dates answers by the simulator's clock when that is not the machine's: Kestrel's own <c>Date</c> header would tell a client
/// under a fake clock that it is years off.
/// </summary>
internal sealed class DateOfClock(TimeProvider time)
{
    public Task SetAsync(HttpContext context, RequestDelegate next)
    {
        if (time != TimeProvider.System)
            context.Response.Headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);

        return next(context);
    }
}
