using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>Injects the active faults into the responses of the API. Passes requests through while there are none.</summary>
internal sealed class FaultInjectionMiddleware(FaultPlan plan, FaultSampler sampler, TimeProvider time, long seed)
{
    private readonly ErrorInjector errors = new(sampler, time);
    private readonly PermanentErrorInjector permanentErrors = new(sampler, seed);
    private readonly ConnectionFaultInjector connections = new(sampler, time);
    private readonly BodyFaultInjector bodies = new(sampler);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (
            context.Features.Get<ServedWorkspace>() is not { } served
            || context.GetEndpoint()?.Metadata.GetMetadata<RequestKind>()?.Scope is not { } scope
        )
        {
            return next(context);
        }

        served.EarlyRequests.RecordRequest(scope);
        return plan.IsEmpty ? next(context) : InvokeWithFaultsAsync(context, next, plan.Current, scope, served.EarlyRequests);
    }

    private async Task InvokeWithFaultsAsync(
        HttpContext context,
        RequestDelegate next,
        FaultOptions faults,
        RequestScope scope,
        EarlyRequests earlyRequests
    )
    {
        if (errors.TryRespondAsync(context, faults, scope, earlyRequests) is { } errorResponse)
        {
            await errorResponse;
            return;
        }

        if (await connections.TryTerminateAsync(context, faults, scope))
            return;

        if (permanentErrors.TryRespondAsync(context, faults, scope) is { } permanentError)
        {
            await permanentError;
            return;
        }

        var (body, items) = await BufferResponseAsync(context, next);
        if (context.Response.StatusCode == StatusCodes.Status200OK)
            body = bodies.Apply(context, faults, scope, body, items);

        await connections.SendAsync(context, faults, scope, body, () => items.RecordExposure(time.GetUtcNow()));
    }

    /// <summary>Runs the API with a buffer in place of the response body.</summary>
    private static async Task<(byte[] Body, ResponseItems Items)> BufferResponseAsync(HttpContext context, RequestDelegate next)
    {
        var items = new ResponseItems();
        context.Features.Set(items);
        var original = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = original;
        }

        return (buffer.ToArray(), items);
    }
}
