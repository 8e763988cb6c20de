using System.Globalization;
using CallEvents.Simulator.Serving;

namespace CallEvents.Simulator.Faults.Answering;

/// <summary>Errors in place of answers, with and without a <c>Retry-After</c>.</summary>
internal sealed class Refusals(Lottery lottery, TimeProvider time)
{
    /// <summary>Refuses the request if it is struck; null when it may pass.</summary>
    public Task? Refuse(HttpContext context, Misbehaviour now, RequestScope scope, EarlyRequests early)
    {
        if (Strikes(now.LockedOut, nameof(now.LockedOut), scope))
            return RefuseAsync(context, now.LockedOut!, now.LockedOut!.Status, "locked_out", now, early);
        if (Strikes(now.TooManyRequests, nameof(now.TooManyRequests), scope))
            return RefuseAsync(context, now.TooManyRequests!, StatusCodes.Status429TooManyRequests, "rate_limited", now, early);
        if (Strikes(now.Unavailable, nameof(now.Unavailable), scope))
            return RefuseAsync(context, now.Unavailable!, StatusCodes.Status503ServiceUnavailable, "unavailable", now, early);
        if (Strikes(now.ServerError, nameof(now.ServerError), scope))
            return RefuseAsync(context, now.ServerError!, now.ServerError!.Status, "server_error", now, early);

        return null;
    }

    private bool Strikes(Refusal? refusal, string kind, RequestScope scope) => refusal.Meets(scope) && lottery.Storms(refusal, kind);

    private Task RefuseAsync(HttpContext context, Refusal refusal, int status, string code, Misbehaviour now, EarlyRequests early)
    {
        if (refusal.RetryAfter is { } asked)
            SetRetryAfter(context, TimeSpan.FromSeconds(Math.Ceiling(asked.TotalSeconds)), refusal.RetryAfterAs, now, early);

        return context.RefuseAsync(status, new(code, "The simulator misbehaves as it was told to."));
    }

    private void SetRetryAfter(HttpContext context, TimeSpan wait, RetryAfterForm form, Misbehaviour now, EarlyRequests early)
    {
        if (form == RetryAfterForm.Date)
        {
            // A date has whole seconds: the next one, so that nobody is asked to wait for less.
            var real = time.GetUtcNow();
            var until = real + wait;
            until = until.AddTicks((TimeSpan.TicksPerSecond - until.Ticks % TimeSpan.TicksPerSecond) % TimeSpan.TicksPerSecond);
            wait = until - real;
            context.Response.Headers.RetryAfter =
                (until + (now.ClockShift?.By ?? TimeSpan.Zero)).ToString("R", CultureInfo.InvariantCulture);
        }
        else
        {
            context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        }

        context.Response.OnStarting(() =>
        {
            early.Answer(wait, form);
            return Task.CompletedTask;
        });
    }
}
