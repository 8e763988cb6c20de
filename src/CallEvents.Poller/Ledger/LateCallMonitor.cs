using CallEvents.Poller.Calls;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Calls that the API showed late: not at the walk before, though they were created before it. Warns when that nears the
/// depth that every poll reads again, since what is later than that waits for a later line of the schedule.
/// </summary>
internal sealed partial class LateCallMonitor(WorkspaceStatus status, TimeSpan depth, TimeProvider time, ILogger<LateCallMonitor> logger)
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromHours(1);

    private long? warnedAt;

    /// <summary>Takes in a call that is new and was created before this time, at which its slice was walked without it.</summary>
    public void Record(CallState call, DateTimeOffset walkedBefore)
    {
        var delay = (walkedBefore < call.DiscoveredAt ? walkedBefore : call.DiscoveredAt) - call.CreatedAt;
        if (delay > TimeSpan.Zero)
            status.RecordLateCall(delay);
        if (delay < depth * 0.75 || (warnedAt is { } last && time.GetElapsedTime(last) < WarningInterval))
            return;
        warnedAt = time.GetTimestamp();
        LogLate(call.CallId, call.Workspace, delay, depth);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} of workspace {Workspace} was shown at least {Delay} after its creation; every poll reads the last {Depth} again (Polling:Rereads:0:Depth). Set it deeper to find such calls at once")]
    private partial void LogLate(string callId, string workspace, TimeSpan delay, TimeSpan depth);
}
