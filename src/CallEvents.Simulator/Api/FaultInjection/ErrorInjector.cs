using System.Globalization;
using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>Injects error responses, with or without <c>Retry-After</c>.</summary>
internal sealed class ErrorInjector(FaultSampler sampler, TimeProvider time)
{
    /// <summary>Sends an error response if a fault triggers; returns null otherwise.</summary>
    public Task? TryRespondAsync(HttpContext context, FaultOptions faults, RequestScope scope, EarlyRequests earlyRequests)
    {
        if (Triggers(faults.Unauthorized, nameof(faults.Unauthorized), scope))
            return RespondAsync(faults.Unauthorized!, faults.Unauthorized!.Status, "unauthorized");
        if (Triggers(faults.TooManyRequests, nameof(faults.TooManyRequests), scope))
            return RespondAsync(faults.TooManyRequests!, StatusCodes.Status429TooManyRequests, "rate_limited");
        if (Triggers(faults.Unavailable, nameof(faults.Unavailable), scope))
            return RespondAsync(faults.Unavailable!, StatusCodes.Status503ServiceUnavailable, "unavailable");
        if (Triggers(faults.ServerError, nameof(faults.ServerError), scope))
            return RespondAsync(faults.ServerError!, faults.ServerError!.Status, "server_error");

        return null;

        Task RespondAsync(ErrorFault fault, int status, string code)
        {
            if (fault.RetryAfter is { } retryAfter)
            {
                var wait = TimeSpan.FromSeconds(Math.Ceiling(retryAfter.TotalSeconds));
                SetRetryAfter(context, wait, fault.RetryAfterFormat, faults, earlyRequests);
            }

            return context.WriteErrorAsync(status, new(code, "This error is an injected fault of the simulator."));
        }
    }

    private bool Triggers(ErrorFault? fault, string kind, RequestScope scope) =>
        fault.AppliesTo(scope) && sampler.TriggersOrPersists(fault, kind);

    private void SetRetryAfter(
        HttpContext context,
        TimeSpan wait,
        RetryAfterFormat format,
        FaultOptions faults,
        EarlyRequests earlyRequests
    )
    {
        if (format == RetryAfterFormat.Date)
        {
            // An HTTP date has whole seconds. Rounding up never shortens the wait.
            var now = time.GetUtcNow();
            var until = now + wait;
            until = until.AddTicks((TimeSpan.TicksPerSecond - until.Ticks % TimeSpan.TicksPerSecond) % TimeSpan.TicksPerSecond);
            wait = until - now;
            context.Response.Headers.RetryAfter = (until + (faults.ClockSkew?.Offset ?? TimeSpan.Zero)).ToString(
                "R",
                CultureInfo.InvariantCulture
            );
        }
        else
        {
            context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        }

        context.Response.OnStarting(() =>
        {
            earlyRequests.StartWait(wait, format);
            return Task.CompletedTask;
        });
    }
}
