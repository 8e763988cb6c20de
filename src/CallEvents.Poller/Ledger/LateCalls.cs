using CallEvents.Poller.Calls;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Calls that the API showed late: not at the walk before, though they were created before it. Warns when that nears the
/// depth that every poll reads again, since what is later than that waits for a later line of the schedule.
/// </summary>
internal sealed partial class LateCalls(WorkspaceStatus status, TimeSpan depth, TimeProvider time, ILogger<LateCalls> logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private long? warnedAt;

    /// <summary>Takes in a call that is new and was created before this time, at which its slice was walked without it.</summary>
    public void Note(CallRow call, DateTimeOffset walkedBefore)
    {
        var lag = (walkedBefore < call.SeenAt ? walkedBefore : call.SeenAt) - call.CreatedAt;
        if (lag > TimeSpan.Zero)
            status.CallWasLate(lag);
        if (lag < depth * 0.75 || (warnedAt is { } last && time.GetElapsedTime(last) < Quiet))
            return;
        warnedAt = time.GetTimestamp();
        LogLate(call.CallId, call.Workspace, lag, depth);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} of workspace {Workspace} was shown at least {Lag} after its creation; every poll reads the last {Depth} again (Polling:Rereads:0:Depth). Set it deeper to find such calls at once")]
    private partial void LogLate(string callId, string workspace, TimeSpan lag, TimeSpan depth);
}
