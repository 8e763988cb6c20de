using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;

namespace CallEvents.Poller.Ledger;

/// <summary>Pauses work that produces events of a type while too many of them are pending.</summary>
internal sealed class OutboxBackpressure(OutboxCounts pending, int maxPending, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    public async Task WaitAsync(CallEventType type, CancellationToken cancellationToken)
    {
        while (pending[type] >= maxPending)
        {
            Heartbeat.Beat();
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }
}
