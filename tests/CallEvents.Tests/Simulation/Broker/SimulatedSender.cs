using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Tests.Simulation.Plans;
using CallEvents.Tests.Simulation.Scheduling;

namespace CallEvents.Tests.Simulation.Broker;

/// <summary>
/// Stands in for the message sender of one process: confirmed, returned, refused, lost, timed out but delivered, delivered twice.
/// </summary>
internal sealed class SimulatedSender(SimulatedWorld world, SimulatedProcess process, TimeSpan timeout) : IMessageSender
{
    public Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken)
    {
        if (!world.Step(process, $"publishes {message.Type} {message.CallId}"))
            return Never.Of<(PublishResult, string?)>();

        var answer = new TaskCompletionSource<(PublishResult, string?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.UnsafeRegister(_ => answer.TrySetCanceled(cancellationToken), null);
        world.Scheduler.After(timeout, () => Answer(answer, PublishResult.Failed, "timeout"));
        Arrive(message, world.Faults.NextPublish(), answer);
        return answer.Task;
    }

    private void Arrive(OutboxRow message, BrokerAnswer? fault, TaskCompletionSource<(PublishResult, string?)> answer)
    {
        if (fault is BrokerAnswer.LostBeforeBroker || world.Faults.IsBrokerAway)
            return;

        var latency = fault is BrokerAnswer.Slow ? timeout / 2 : world.Latency();
        world.Scheduler.After(
            latency,
            () =>
            {
                var (result, error) = Receive(message, fault);
                if (fault is not BrokerAnswer.DeliveredAndTimedOut)
                    world.Scheduler.After(world.Latency(), () => Answer(answer, result, error));
            }
        );
    }

    private (PublishResult Result, string? Error) Receive(OutboxRow message, BrokerAnswer? fault)
    {
        if (fault is BrokerAnswer.Refused)
            return (PublishResult.Failed, "refused");
        if (!world.Faults.IsBound)
            return (PublishResult.Unroutable, null);

        world.Broker.Deliver(message);
        if (fault is BrokerAnswer.DeliveredTwice)
            world.Broker.Deliver(message);
        return (PublishResult.Confirmed, null);
    }

    private void Answer(TaskCompletionSource<(PublishResult, string?)> answer, PublishResult result, string? error)
    {
        if (!answer.Task.IsCompleted && world.Step(process, $"is answered {result}"))
            answer.TrySetResult((result, error));
    }
}
