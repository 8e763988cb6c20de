using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Leasing;

/// <summary>Renews a lease for as long as its session runs, and ends it when another replica holds it.</summary>
internal sealed partial class LeaseRenewer(
    Lease lease,
    LeaseStore leases,
    LedgerOutageLog outage,
    TimeProvider time,
    ILogger<LeaseRenewer> logger
)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var pause = await TryRenewAsync(cancellationToken) ? lease.Duration / 3 : lease.Duration / 10;
            Heartbeat.Beat(pause);
            await Task.Delay(pause, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>A database that hangs is given up, and called again while there is still a lease to renew.</summary>
    private async Task<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(lease.Duration / 2, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (await leases.RenewAsync(lease, either.Token))
                return true;
            Log.LeaseLost(logger, lease.Workspace);
            lease.Expire();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var error = exception is OperationCanceledException ? "timeout" : exception.Message;
            outage.RecordFailure($"the renewal of the lease of workspace {lease.Workspace}", error);
        }
        catch (Exception)
        {
            // The session has ended: the result is not needed.
        }

        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2403,
            Level = LogLevel.Warning,
            Message = "Lost the lease of workspace {Workspace} to another replica; standing by"
        )]
        public static partial void LeaseLost(ILogger logger, string workspace);
    }
}
