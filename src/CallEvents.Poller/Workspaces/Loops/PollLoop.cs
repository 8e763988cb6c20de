using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>Polls at <c>Polling:Interval</c>.</summary>
internal sealed class PollLoop(
    PollPass poll,
    WorkspaceProgress workspace,
    LedgerStatus status,
    PollingOptions options,
    PollerMetrics metrics,
    TimeProvider time
) : IWorkspaceLoop
{
    public string Name => "poll";

    public Task RunAsync(CancellationToken stopping) => new PeriodicLoop(Name, options.Interval, PollAsync, time).RunAsync(stopping);

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        await PassTrace.RunAsync("poll", workspace.Name, () => poll.RunAsync(cancellationToken));
        status.RecordProgress();
        metrics.PollCompleted(workspace.Name, time.GetElapsedTime(startedAt));
    }
}
