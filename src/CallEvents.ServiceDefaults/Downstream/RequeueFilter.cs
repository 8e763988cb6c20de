using System.Runtime.ExceptionServices;
using MassTransit;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>
/// Runs before the filter that moves a failed message to <c>_error</c>: a message that was not handled, and with which nothing is wrong,
/// is requeued instead.
/// </summary>
/// <remarks>
/// An exception that reaches the transport becomes a negative acknowledgement; on a channel that is gone, the broker requeues the
/// message anyway. MassTransit hides a consumer's cancellation, such as <see cref="RequeueException"/>, behind its own exception.
/// </remarks>
internal sealed class RequeueFilter : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (context.Exception.GetBaseException() is OperationCanceledException or ConsumerCanceledException)
            ExceptionDispatchInfo.Throw(context.Exception);

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("requeue");
}
