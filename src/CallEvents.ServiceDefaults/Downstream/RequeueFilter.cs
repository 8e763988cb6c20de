using System.Runtime.ExceptionServices;
using MassTransit;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>
/// Stands before the step that moves a failed message to <c>_error</c>: a message that is not done, and with which nothing is wrong,
/// goes back to its queue instead.
/// </summary>
/// <remarks>
/// What reaches the transport as an exception is negatively acknowledged; on a channel that is gone, the broker takes it back by
/// itself. MassTransit hides a consumer's cancellation, such as <see cref="RequeueException"/>, behind its own exception.
/// </remarks>
internal sealed class RequeueFilter : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (context.Exception.GetBaseException() is OperationCanceledException or ConsumerCanceledException)
            ExceptionDispatchInfo.Throw(context.Exception);

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("returnToQueue");
}
