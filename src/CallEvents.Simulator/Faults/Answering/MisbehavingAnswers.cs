using CallEvents.Simulator.Serving;

namespace CallEvents.Simulator.Faults.Answering;

/// <summary>Stands before the API and does to its answers what the switches say; lets them pass at once while none is on.</summary>
internal sealed class MisbehavingAnswers(MisbehaviourPlan plan, Lottery lottery, TimeProvider time, long seed)
{
    private readonly Refusals refusals = new(lottery, time);
    private readonly LostAnswers lost = new(lottery, seed);
    private readonly Connections connections = new(lottery, time);
    private readonly BadBodies bodies = new(lottery);

    public Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<ServedWorkspace>() is not { } served
            || context.GetEndpoint()?.Metadata.GetMetadata<RequestKind>()?.Scope is not { } scope)
        {
            return next(context);
        }

        served.Early.Note(scope);
        return plan.IsQuiet ? next(context) : MisbehaveAsync(context, next, plan.Now, scope, served.Early);
    }

    private async Task MisbehaveAsync(HttpContext context, RequestDelegate next, Misbehaviour now, RequestScope scope, EarlyRequests early)
    {
        if (refusals.Refuse(context, now, scope, early) is { } refused)
        {
            await refused;
            return;
        }

        if (await connections.EndAsync(context, now, scope))
            return;

        if (lost.Refuse(context, now, scope) is { } answered)
        {
            await answered;
            return;
        }

        var (body, showing) = await HoldAsync(context, next);
        if (context.Response.StatusCode == StatusCodes.Status200OK)
            body = bodies.Spoil(context, now, scope, body, showing);

        await connections.SendAsync(context, now, scope, body, () => showing.Commit(time.GetUtcNow()));
    }

    /// <summary>Lets the API answer, and holds the answer back.</summary>
    private static async Task<(byte[] Body, Showing Showing)> HoldAsync(HttpContext context, RequestDelegate next)
    {
        var showing = new Showing();
        context.Features.Set(showing);
        var real = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = real;
        }

        return (held.ToArray(), showing);
    }
}
