using System.Threading.Channels;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Settings;

namespace CallEvents.Poller.Transcripts;

/// <summary>
/// Checks the transcripts that are due, as many concurrently as the rate limit allows. Each call waits in its own row; nothing here sleeps
/// for one call, and nothing depends on the watermark.
/// </summary>
internal sealed class TranscriptLoop(
    RevontGateway gateway,
    WorkspaceProgress workspace,
    LedgerReader reader,
    LedgerWriter ledger,
    LedgerSignals signals,
    OutboxBackpressure backpressure,
    RevontOptions options
)
{
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BusyInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Task> running = [];
    private readonly Channel<string> completed = Channel.CreateUnbounded<string>();
    private readonly FailedChecks failedChecks = new();

    private ServerClock Clock => gateway.Account.Clock;

    /// <summary>Half of the checks may be waiting for their commit; the permits of the rate limiter stay in use meanwhile.</summary>
    private int MaxRunning => 2 * options.MaxConcurrency;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await backpressure.WaitAsync(CallEventType.CallTranscribed, cancellationToken);
                if (!await StartDueAsync(cancellationToken))
                    await signals.ChecksChanged.WaitAsync(await UntilNextCheckAsync(cancellationToken), cancellationToken);
                await WaitForCapacityAsync(cancellationToken);
            }
        }
        finally
        {
            // Failed checks are still due. Kept, each of them would fail the loop once more.
            await Task.WhenAll(running.Values)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            running.Clear();
            while (completed.Reader.TryRead(out _)) { }
        }
    }

    /// <summary>Starts the checks that are due and not running. False: there were none.</summary>
    private async Task<bool> StartDueAsync(CancellationToken cancellationToken)
    {
        var due = await reader.DueChecksAsync(workspace.Name, Clock.Now, MaxRunning + running.Count, cancellationToken);
        var hasStarted = false;
        foreach (var check in due.Where(check => !running.ContainsKey(check.CallId)))
        {
            running[check.CallId] = RunAsync(check, cancellationToken);
            hasStarted = true;
        }

        return hasStarted;
    }

    private async Task RunAsync(DueCheck check, CancellationToken cancellationToken)
    {
        try
        {
            await PassTrace.RunAsync(
                "check transcript",
                workspace.Name,
                () => CheckAsync(check, cancellationToken),
                check.CallId,
                check.TraceParent
            );
        }
        finally
        {
            completed.Writer.TryWrite(check.CallId);
        }
    }

    private async Task CheckAsync(DueCheck check, CancellationToken cancellationToken)
    {
        var result = await gateway.GetAsync(check.Lane, check.CallId, cancellationToken);
        if (result.Failure is ApiFailure.None or ApiFailure.NotFound)
            failedChecks.Clear(check.CallId);
        await ledger.CommitAsync(
            result.Failure switch
            {
                ApiFailure.None => DetailMapper.Map(check.CallId, result, check.Lane),
                ApiFailure.NotFound => new ItemChanges(check.CallId)
                {
                    Lane = check.Lane,
                    Observation = new CallObservation.NotFound(check.CallId, result.SentAt),
                },
                _ => failedChecks.Postpone(check.CallId, result.Error!, gateway.Account),
            },
            cancellationToken
        );
        signals.ChecksChanged.Set();
    }

    private async Task WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        while (completed.Reader.TryRead(out var callId) || running.Count > MaxRunning)
        {
            callId ??= await completed.Reader.ReadAsync(cancellationToken);
            if (running.Remove(callId, out var check))
                await check;
        }
    }

    private async Task<TimeSpan> UntilNextCheckAsync(CancellationToken cancellationToken)
    {
        // The next check in the ledger may be one that is running; each that completes sets the signal.
        if (running.Count > 0)
            return BusyInterval;
        var next = await reader.NextCheckAsync(workspace.Name, cancellationToken) - Clock.Now;
        return next is { } wait && wait < IdleInterval ? wait : IdleInterval;
    }
}
