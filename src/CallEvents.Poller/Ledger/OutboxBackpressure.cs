using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Outbox;

namespace CallEvents.Poller.Ledger;

/// <summary>Holds back the work that makes facts of a type while too many of it wait to be told.</summary>
internal sealed class OutboxBackpressure(OutboxCounts pending, PublishingOptions options, Heartbeat heartbeat, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    public bool IsFull(CallEventType type) => pending[type] >= options.MaxPending;

    public async Task WaitAsync(CallEventType type, CancellationToken cancellationToken)
    {
        while (IsFull(type))
        {
            heartbeat.Beat();
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }
}
