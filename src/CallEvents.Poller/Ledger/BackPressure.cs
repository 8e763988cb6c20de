using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Outbox;

namespace CallEvents.Poller.Ledger;

/// <summary>Holds back the work that makes facts of a type while too many of it wait to be told.</summary>
internal sealed class BackPressure(DueCounts due, PublishingOptions options, Heartbeat heartbeat, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public bool IsFull(FactType type) => due[type] >= options.MaxDue;

    public async Task WaitAsync(FactType type, CancellationToken cancellationToken)
    {
        while (IsFull(type))
        {
            heartbeat.Beat();
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
