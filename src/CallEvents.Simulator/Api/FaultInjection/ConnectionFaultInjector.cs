using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>Injects timeouts, dropped connections and latency.</summary>
internal sealed class ConnectionFaultInjector(FaultSampler sampler, TimeProvider time)
{
    private const int ChunkCount = 10;

    /// <summary>Ends the request before its response if a fault requires it, and returns whether it did. Delays slow headers.</summary>
    public async Task<bool> TryTerminateAsync(HttpContext context, FaultOptions faults, RequestScope scope)
    {
        if (faults.Timeout.AppliesTo(scope) && sampler.Triggers(faults.Timeout, nameof(faults.Timeout)))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }

        if (faults.Drop is { At: DropPoint.BeforeHeaders } drop && drop.AppliesTo(scope) && sampler.Triggers(drop, nameof(faults.Drop)))
        {
            context.Abort();
            return true;
        }

        if (faults.SlowHeaders.AppliesTo(scope) && sampler.Triggers(faults.SlowHeaders, nameof(faults.SlowHeaders)))
            await Task.Delay(faults.SlowHeaders!.Delay, time, context.RequestAborted);

        return false;
    }

    /// <summary>
    /// Sends the body, or its first half before the connection drops. <paramref name="beforeLastBytes"/> runs immediately before the
    /// last bytes of a complete body are sent.
    /// </summary>
    public async Task SendAsync(
        HttpContext context,
        FaultOptions faults,
        RequestScope scope,
        ReadOnlyMemory<byte> body,
        Action beforeLastBytes
    )
    {
        context.Response.ContentLength = body.Length;
        if (faults.Drop is { At: DropPoint.InBody } drop && drop.AppliesTo(scope) && sampler.Triggers(drop, nameof(faults.Drop)))
        {
            await context.Response.Body.WriteAsync(body[..(body.Length / 2)], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        if (faults.SlowBody.AppliesTo(scope) && sampler.Triggers(faults.SlowBody, nameof(faults.SlowBody)))
            body = await SendSlowlyAsync(context, body, faults.SlowBody!.Delay);

        if (!context.RequestAborted.IsCancellationRequested)
            beforeLastBytes();

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Sends all but the last bytes in chunks, and returns the rest.</summary>
    private async Task<ReadOnlyMemory<byte>> SendSlowlyAsync(HttpContext context, ReadOnlyMemory<byte> body, TimeSpan duration)
    {
        var chunkSize = body.Length / ChunkCount;
        for (var chunk = 0; chunk < ChunkCount; chunk++)
        {
            await context.Response.Body.WriteAsync(body[..chunkSize], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(duration / ChunkCount, time, context.RequestAborted);
            body = body[chunkSize..];
        }

        return body;
    }
}
