namespace CallEvents.Simulator.Faults.Answering;

/// <summary>Connections that drop, stall and drip.</summary>
internal sealed class Connections(Lottery lottery, TimeProvider time)
{
    private const int Drops = 10;

    /// <summary>Whether the request is over before its answer has begun; waits for that if it has to be slow.</summary>
    public async Task<bool> EndAsync(HttpContext context, Misbehaviour now, RequestScope scope)
    {
        if (now.TimeOut.Meets(scope) && lottery.Strikes(now.TimeOut, nameof(now.TimeOut)))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }

        if (now.Drop is { At: DropPoint.BeforeHeaders } drop && drop.Meets(scope) && lottery.Strikes(drop, nameof(now.Drop)))
        {
            context.Abort();
            return true;
        }

        if (now.SlowHeaders.Meets(scope) && lottery.Strikes(now.SlowHeaders, nameof(now.SlowHeaders)))
            await Task.Delay(now.SlowHeaders!.By, time, context.RequestAborted);

        return false;
    }

    /// <summary>Sends a body, or as much of it as it may be. <paramref name="shown"/> is called just before the last of it leaves.</summary>
    public async Task SendAsync(HttpContext context, Misbehaviour now, RequestScope scope, ReadOnlyMemory<byte> body, Action shown)
    {
        context.Response.ContentLength = body.Length;
        if (now.Drop is { At: DropPoint.InBody } drop && drop.Meets(scope) && lottery.Strikes(drop, nameof(now.Drop)))
        {
            await context.Response.Body.WriteAsync(body[..(body.Length / 2)], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        if (now.SlowBody.Meets(scope) && lottery.Strikes(now.SlowBody, nameof(now.SlowBody)))
            body = await DripAsync(context, body, now.SlowBody!.By);

        if (!context.RequestAborted.IsCancellationRequested)
            shown();

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Sends all but the last part, and gives that back.</summary>
    private async Task<ReadOnlyMemory<byte>> DripAsync(HttpContext context, ReadOnlyMemory<byte> body, TimeSpan length)
    {
        var part = body.Length / Drops;
        for (var drop = 0; drop < Drops; drop++)
        {
            await context.Response.Body.WriteAsync(body[..part], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(length / Drops, time, context.RequestAborted);
            body = body[part..];
        }

        return body;
    }
}
