using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Workspaces.Loops;

/// <summary>Counts the ledger's rows for health and metrics. However many there are, it takes at most a hundredth of the time.</summary>
internal sealed class RowCountLoop(
    LedgerReader reader,
    WorkspaceProgress workspace,
    LedgerStatus status,
    LedgerWriterSettings settings,
    TimeProvider time
) : IWorkspaceLoop
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(2);

    public string Name => "row count";

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            var startedAt = time.GetTimestamp();
            status.Counts = await reader.CountsAsync(workspace.Name, settings.MaxBytes, stopping);
            var pause = time.GetElapsedTime(startedAt) * 100;
            pause = pause > MinInterval ? pause : MinInterval;
            Heartbeat.Beat(pause);
            await Task.Delay(pause, time, stopping);
        }
    }
}
