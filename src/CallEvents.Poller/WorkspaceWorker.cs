using CallEvents.Poller.Api;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller;

/// <summary>Takes the lease of one workspace, works on it while it holds, and stands by while another holds it.</summary>
internal sealed partial class WorkspaceWorker(
    WorkspaceParts parts,
    WorkspaceStart start,
    LeaseStore leases,
    LedgerReader reader,
    WorkspaceTermFactory terms,
    PollingOptions options,
    TimeProvider time,
    ILogger<WorkspaceWorker> logger)
{
    private readonly Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(exception, parts.Name);
                await Task.Delay(backoff.Next(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        var name = (await start.FindOrBeginAsync(parts.Name, parts.Clock, parts.Gateway, stopping)).Name;
        using var lease = await AcquireAsync(name, stopping);
        try
        {
            // Read again: whoever held the lease until now has moved on.
            var workspace = await reader.WorkspaceAsync(name, stopping) ?? throw new LeaseLostException(name);
            parts.Status.Holds = true;
            LogHolds(name, lease.Fence);
            await using var term = await terms.BeginAsync(parts, workspace, lease, stopping);
            backoff.Reset();
            await term.RunAsync(stopping);
        }
        finally
        {
            parts.Status.Holds = false;
            await ReleaseAsync(lease);
        }
    }

    private async Task<Lease> AcquireAsync(string name, CancellationToken stopping)
    {
        while (true)
        {
            var lease = await leases.TryAcquireAsync(name, options.LeaseDuration, stopping);
            parts.Status.LeaseKnown = true;
            if (lease is not null)
                return lease;

            parts.Heartbeat.Beat();
            await Task.Delay(options.LeaseDuration / 3 * (0.9 + 0.2 * Random.Shared.NextDouble()), time, stopping);
        }
    }

    /// <summary>A lease given back is taken by a stand-by at once. One that is lost already is not ours to give.</summary>
    private async Task ReleaseAsync(Lease lease)
    {
        try
        {
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotReleased(exception, lease.Workspace);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Working on workspace {Workspace} (fence {Fence})")]
    private partial void LogHolds(string workspace, long fence);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on workspace {Workspace} failed; trying again")]
    private partial void LogFailed(Exception exception, string workspace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of workspace {Workspace} could not be given back; it runs out by itself")]
    private partial void LogNotReleased(Exception exception, string workspace);
}
