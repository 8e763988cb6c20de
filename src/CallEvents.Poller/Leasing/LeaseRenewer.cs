using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Leasing;

/// <summary>Renews a lease for as long as its work goes on, and ends it when another has it.</summary>
internal sealed partial class LeaseRenewer(Lease lease, LeaseStore leases, Heartbeat heartbeat, TimeProvider time, ILogger<LeaseRenewer> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var rest = await TryRenewAsync(cancellationToken) ? lease.Duration / 3 : lease.Duration / 10;
            heartbeat.Beat();
            await Task.Delay(rest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A database that hangs is given up and asked again while there is still something to renew.</summary>
    private async Task<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(lease.Duration / 2, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (await leases.RenewAsync(lease, either.Token))
                return true;
            LogLost(lease.Workspace);
            lease.Expire();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRenewed(lease.Workspace, exception is OperationCanceledException ? "no answer" : exception.Message);
        }
        catch (Exception)
        {
            // Stopped or over: nobody waits for the answer.
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of workspace {Workspace} is another's now: standing by")]
    private partial void LogLost(string workspace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of workspace {Workspace} could not be renewed: {Error}. Trying again until it ends")]
    private partial void LogNotRenewed(string workspace, string error);
}
