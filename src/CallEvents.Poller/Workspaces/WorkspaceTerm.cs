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
internal sealed partial class WorkspaceTerm(
    Lease lease,
    LeaseKeeper keeper,
    LedgerReader reader,
    LedgerWriter ledger,
    PollPass poll,
    RereadPass reread,
    BackfillPass backfill,
    SetAsidePass setAside,
    ThinningPass thinning,
    TranscriptLoop transcripts,
    Publisher publisher,
    WorkspaceParts parts,
    PollingOptions polling,
    PublishingOptions publishing,
    PollerMetrics metrics,
    TimeProvider time,
    ILogger<WorkspaceTerm> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WentWell = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SetAsideRhythm = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ThinningRhythm = TimeSpan.FromMinutes(10);

    private Task writing = Task.CompletedTask;

    public async Task RunAsync(CancellationToken stopping)
    {
        writing = ledger.RunAsync(await reader.ParkedKeysAsync(lease.Workspace, stopping));
        using var work = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Ended);
        using var holding = CancellationTokenSource.CreateLinkedTokenSource(lease.Ended);
        var kept = keeper.RunAsync(holding.Token);
        await Task.WhenAll(
            PatientlyAsync("polling", PollAsync, work.Token),
            PatientlyAsync("re-reading", reread.RunAsync, work.Token),
            PatientlyAsync("backfilling", backfill.RunAsync, work.Token),
            PatientlyAsync("looking for transcripts", transcripts.RunAsync, work.Token),
            PatientlyAsync("trying again what was set aside", token => EveryAsync(SetAsideRhythm, setAside.RunAsync, token), work.Token),
            PatientlyAsync("thinning", token => EveryAsync(ThinningRhythm, thinning.RunAsync, token), work.Token),
            PatientlyAsync("counting", CountAsync, work.Token),
            PatientlyAsync("telling", token => publisher.RunAsync(lease, token), work.Token));

        // Until here: what is on its way when we are asked to stop may take longer than the rest of the lease.
        await holding.CancelAsync();
        await kept;
    }

    /// <summary>The last commits are written before the lease is given back.</summary>
    public async ValueTask DisposeAsync()
    {
        parts.Gateway.KeepNotBefore = _ => Task.CompletedTask;
        parts.Gateway.MayAsk = () => true;
        ledger.Complete();
        await writing;
    }

    private Task PollAsync(CancellationToken cancellationToken) => EveryAsync(
        polling.Interval,
        async token =>
        {
            var started = time.GetTimestamp();
            using var activity = PollerMetrics.Activities.StartActivity("poll")?.SetTag("callevents.workspace", lease.Workspace);
            await poll.RunAsync(token);
            parts.Status.Progresses();
            metrics.PassEnded(lease.Workspace, time.GetElapsedTime(started));
        },
        cancellationToken);

    /// <summary>However many rows there are to count, it takes no more than a hundredth of the time.</summary>
    private async Task CountAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var started = time.GetTimestamp();
            parts.Status.Ledger = await reader.CountsAsync(lease.Workspace, publishing.MaxBytes, cancellationToken);
            var rest = time.GetElapsedTime(started) * 100;
            await Task.Delay(rest > Sampling ? rest : Sampling, time, cancellationToken);
        }
    }

    /// <summary>At once, and then in this rhythm. Ticks that were missed are one.</summary>
    private async Task EveryAsync(TimeSpan rhythm, Func<CancellationToken, Task> pass, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(rhythm, time);
        do
        {
            await pass(cancellationToken);
            parts.Heartbeat.Beat();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task PatientlyAsync(string doing, Func<CancellationToken, Task> loop, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
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
                if (LedgerAway.Says(exception) is { } what)
                    LogAway(doing, lease.Workspace, what);
                else
                    LogFailed(exception, doing, lease.Workspace);
                if (time.GetElapsedTime(started) > WentWell)
                    backoff.Reset();
                await Task.Delay(backoff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger does not answer at {Doing} of workspace {Workspace}: {Error}. Nothing is lost; trying again")]
    private partial void LogAway(string doing, string workspace, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed at {Doing} of workspace {Workspace}; trying again")]
    private partial void LogFailed(Exception exception, string doing, string workspace);
}
