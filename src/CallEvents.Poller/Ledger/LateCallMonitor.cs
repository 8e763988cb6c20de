using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Records calls that the API showed late: created before the last walk of their slice, which did not show them. Warns when the delay nears
/// the depth of the first re-read window, since later calls are found only by a window that is walked less often.
/// </summary>
internal sealed partial class LateCallMonitor(
    LedgerStatus status,
    PollerMetrics metrics,
    TimeSpan depth,
    TimeProvider time,
    ILogger<LateCallMonitor> logger
)
{
    private const double WarningThreshold = 0.75;

    /// <summary>Creation times have whole seconds, and the API's clock is known to two: a smaller delay is noise.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WarningInterval = TimeSpan.FromHours(1);

    private long? warnedAt;

    /// <param name="call">A call observed for the first time.</param>
    /// <param name="lastWalkStart">When its slice was last walked, without showing it.</param>
    public void Record(CallState call, DateTimeOffset lastWalkStart)
    {
        var delay = (lastWalkStart < call.DiscoveredAt ? lastWalkStart : call.DiscoveredAt) - call.CreatedAt;
        if (delay >= Resolution)
        {
            status.RecordLateCall(delay);
            metrics.CallArrivedLate(call.Workspace, call.Lane, delay);
        }

        if (delay < depth * WarningThreshold || (warnedAt is { } last && time.GetElapsedTime(last) < WarningInterval))
            return;
        warnedAt = time.GetTimestamp();
        Log.CallArrivedLate(logger, call.CallId, call.Workspace, delay, depth);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2206,
            Level = LogLevel.Warning,
            Message = "Call {CallId} of workspace {Workspace} arrived {Delay} after its creation; polls look back {Depth} "
                + "(Polling:Rereads:0:Depth). Increase it to find such calls with the next poll"
        )]
        public static partial void CallArrivedLate(ILogger logger, string callId, string workspace, TimeSpan delay, TimeSpan depth);
    }
}
