using System.Runtime.ExceptionServices;
using MassTransit;

namespace CallEvents.ServiceDefaults;

/// <summary>
/// Stands before the step that moves a failed message to <c>_error</c>. What reaches the transport as an exception is negatively
/// acknowledged and so goes back to its queue; on a channel that is gone, the broker takes it back by itself.
/// </summary>
internal sealed class ReturnToQueueFilter : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var handlingEnded = context.CancellationToken.IsCancellationRequested && context.Exception.GetBaseException() is OperationCanceledException;
        if (handlingEnded || context.Exception.GetBaseException() is ReturnToQueueException)
            ExceptionDispatchInfo.Throw(context.Exception);

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("returnToQueue");
}
