using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>
/// Stores this replica's report of the workspace in the ledger when it has changed, so that any replica can show the workspace's state.
/// </summary>
internal sealed class HolderReportLoop(HolderReporter reporter, SessionContext session, HolderReportStore store, TimeProvider time)
    : IWorkspaceLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private string? stored;

    public string Name => "status report";

    public async Task RunAsync(CancellationToken stopping)
    {
        if (stored is null && await store.ReadAsync(session.Lease.Workspace, stopping) is { } last)
            session.Scope.Status.Ledger.Recent.Add(last.Recent);
        stored ??= "";
        await new PeriodicLoop(Name, Interval, StoreAsync, time).RunAsync(stopping);
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        var report = reporter.Of(session.Scope.Status).ToJson();
        if (report == stored)
            return;
        await store.WriteAsync(session.Lease, report, cancellationToken);
        stored = report;
    }
}
