using CallEvents.Poller.Feed;
using CallEvents.Poller.Status.Reports;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Poller.Status;

/// <summary>The states of a workspace that this process holds, from memory: what the page shows a moment later, from the ledger.</summary>
internal sealed class LiveStates(HolderReporter reporter, PollingOptions polling, TimeProvider time)
{
    /// <summary>Empty until the session has started.</summary>
    public IReadOnlyList<StateReport> Of(WorkspaceStatus workspace)
    {
        if (workspace.Ledger is not { Watermark: { } watermark, BackfilledTo: { } backfilledTo, StartedAt: { } startedAt })
            return [];
        var now = time.GetUtcNow();
        return WorkspaceStates.Of(
            new WorkspaceFacts
            {
                Name = workspace.Name,
                Now = now,
                Holder = workspace.Lease.Holder,
                RemainingPause = workspace.Api.PausedUntil is { } until ? until - now : TimeSpan.Zero,
                PausedAt = workspace.Ledger.PausedAt,
                StartFrom = polling.StartInstant ?? startedAt,
                StartedAt = startedAt,
                Watermark = watermark,
                BackfilledTo = backfilledTo,
                Report = reporter.Of(workspace),
                PollInterval = polling.Interval,
            }
        );
    }
}
