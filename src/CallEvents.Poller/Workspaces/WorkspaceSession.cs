using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;
using CallEvents.Poller.Transcripts;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// The work on one workspace under one lease: the loops side by side, each of which survives its own bad passes. Ends when it
/// is stopped or the lease is lost; what was on its way then is finished or left due.
/// </summary>
internal sealed partial class WorkspaceSession(
    Lease lease,
    LeaseRenewer renewer,
    LedgerReader reader,
    LedgerWriter ledger,
    PollPass poll,
    RereadPass reread,
    BackfillPass backfill,
    ParkedRetryPass parkedRetry,
    RetentionPass retention,
    TranscriptLoop transcripts,
    OutboxPublisher publisher,
    WorkspaceScope scope,
    PollingOptions polling,
    PublishingOptions publishing,
    PollerMetrics metrics,
    TimeProvider time,
    ILogger<WorkspaceSession> logger) : IAsyncDisposable
{
    private static readonly TimeSpan MinCountInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HealthyRunTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ParkedRetryInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(10);

    private Task writing = Task.CompletedTask;

    public async Task RunAsync(CancellationToken stopping)
    {
        writing = ledger.RunAsync(await reader.ParkedKeysAsync(lease.Workspace, stopping));
        using var work = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Ended);
        using var holding = CancellationTokenSource.CreateLinkedTokenSource(lease.Ended);
        var kept = renewer.RunAsync(holding.Token);
        await Task.WhenAll(
            SuperviseAsync("polling", PollAsync, work.Token),
            SuperviseAsync("re-reading", reread.RunAsync, work.Token),
            SuperviseAsync("backfilling", backfill.RunAsync, work.Token),
            SuperviseAsync("looking for transcripts", transcripts.RunAsync, work.Token),
            SuperviseAsync("trying again what was set aside", token => RunPeriodicallyAsync(ParkedRetryInterval, parkedRetry.RunAsync, token), work.Token),
            SuperviseAsync("thinning", token => RunPeriodicallyAsync(RetentionInterval, retention.RunAsync, token), work.Token),
            SuperviseAsync("counting", CountAsync, work.Token),
            SuperviseAsync("telling", token => publisher.RunAsync(lease, token), work.Token));

        // Until here: what is on its way when we are asked to stop may take longer than the rest of the lease.
        await holding.CancelAsync();
        await kept;
    }

    /// <summary>The last commits are written before the lease is given back.</summary>
    public async ValueTask DisposeAsync()
    {
        scope.Gateway.KeepNotBefore = _ => Task.CompletedTask;
        scope.Gateway.MayAsk = () => true;
        ledger.Complete();
        await writing;
    }

    private Task PollAsync(CancellationToken cancellationToken) => RunPeriodicallyAsync(
        polling.Interval,
        async token =>
        {
            var started = time.GetTimestamp();
            using var activity = PollerMetrics.Activities.StartActivity("poll")?.SetTag("callevents.workspace", lease.Workspace);
            await poll.RunAsync(token);
            scope.Status.RecordProgress();
            metrics.PollCompleted(lease.Workspace, time.GetElapsedTime(started));
        },
        cancellationToken);

    /// <summary>However many rows there are to count, it takes no more than a hundredth of the time.</summary>
    private async Task CountAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var started = time.GetTimestamp();
            scope.Status.Ledger = await reader.CountsAsync(lease.Workspace, publishing.MaxBytes, cancellationToken);
            var rest = time.GetElapsedTime(started) * 100;
            await Task.Delay(rest > MinCountInterval ? rest : MinCountInterval, time, cancellationToken);
        }
    }

    /// <summary>At once, and then in this rhythm. Ticks that were missed are one.</summary>
    private async Task RunPeriodicallyAsync(TimeSpan interval, Func<CancellationToken, Task> pass, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            await pass(cancellationToken);
            scope.Heartbeat.Beat();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task SuperviseAsync(string operation, Func<CancellationToken, Task> loop, CancellationToken cancellationToken)
    {
        var backoff = new ExponentialBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                await loop(cancellationToken);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (LeaseLostException)
            {
                return;
            }
            catch (Exception exception)
            {
                if (TransientDatabaseError.Describe(exception) is { } what)
                    LogAway(operation, lease.Workspace, what);
                else
                    LogFailed(exception, operation, lease.Workspace);
                if (time.GetElapsedTime(started) > HealthyRunTime)
                    backoff.Reset();
                await Task.Delay(backoff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger does not answer at {Operation} of workspace {Workspace}: {Error}. Nothing is lost; trying again")]
    private partial void LogAway(string operation, string workspace, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed at {Operation} of workspace {Workspace}; trying again")]
    private partial void LogFailed(Exception exception, string operation, string workspace);
}
