using System.Threading.Channels;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Transcripts;

/// <summary>
/// Looks for the transcripts that are due, as many at once as the budget allows. Each call waits in its own row; nothing
/// here sleeps for one call, and nothing is tied to the watermark.
/// </summary>
internal sealed class TranscriptLoop(
    string workspace,
    RevontGateway gateway,
    LedgerReader reader,
    LedgerWriter ledger,
    ServerClock clock,
    Signal checksChanged,
    OutboxBackpressure backpressure,
    int maxConcurrency)
{
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BusyInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Task> running = [];
    private readonly Channel<string> completed = Channel.CreateUnbounded<string>();
    private readonly FailedChecks failedChecks = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await backpressure.WaitAsync(CallEventType.CallTranscribed, cancellationToken);
                if (!await StartDueAsync(cancellationToken))
                    await checksChanged.WaitAsync(await UntilNextCheckAsync(cancellationToken), cancellationToken);
                await WaitForCapacityAsync(cancellationToken);
            }
        }
        finally
        {
            // Those that failed are due still. Kept, each of them would fail the loop once more.
            await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            running.Clear();
            while (completed.Reader.TryRead(out _))
            {
            }
        }
    }

    /// <summary>Starts what is due and not under way. False: there was nothing.</summary>
    private async Task<bool> StartDueAsync(CancellationToken cancellationToken)
    {
        var due = await reader.DueChecksAsync(workspace, clock.Now, (2 * maxConcurrency) + running.Count, cancellationToken);
        var started = false;
        foreach (var check in due.Where(check => !running.ContainsKey(check.CallId)))
        {
            running[check.CallId] = RunAsync(check, cancellationToken);
            started = true;
        }

        return started;
    }

    private async Task RunAsync(DueCheck check, CancellationToken cancellationToken)
    {
        try
        {
            await CheckAsync(check, cancellationToken);
        }
        finally
        {
            completed.Writer.TryWrite(check.CallId);
        }
    }

    private async Task CheckAsync(DueCheck check, CancellationToken cancellationToken)
    {
        using var activity = PollerMetrics.Activities.StartActivity("check transcript")?
            .SetTag("callevents.workspace", workspace).SetTag("callevents.call_id", check.CallId);
        var answer = await gateway.GetAsync(check.Lane, check.CallId, cancellationToken);
        if (answer.Failure is ApiFailure.None or ApiFailure.NotFound)
            failedChecks.Clear(check.CallId);
        await ledger.CommitAsync(
            answer.Failure switch
            {
                ApiFailure.None => DetailMapper.Map(check.CallId, answer.Value!, answer.SentAt, check.Lane, clock.Now),
                ApiFailure.NotFound => new ChangeSet { Lane = check.Lane, Observations = [new CallObservation.NotFound(check.CallId, answer.SentAt)] },
                _ => failedChecks.Postpone(check.CallId, answer.Error!, gateway.AnsweredRequests, clock.Now),
            },
            cancellationToken);
        checksChanged.Set();
    }

    /// <summary>
    /// Waits for room: half of those under way may be waiting for the disk, and the API's places are to be full meanwhile.
    /// </summary>
    private async Task WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        while (completed.Reader.TryRead(out var callId) || running.Count > 2 * maxConcurrency)
        {
            callId ??= await completed.Reader.ReadAsync(cancellationToken);
            if (running.Remove(callId, out var done))
                await done;
        }
    }

    private async Task<TimeSpan> UntilNextCheckAsync(CancellationToken cancellationToken)
    {
        // The next check in the ledger may be one that is under way; each that ends calls.
        if (running.Count > 0)
            return BusyInterval;
        var next = await reader.NextCheckAsync(workspace, cancellationToken) - clock.Now;
        return next is { } wait && wait < IdleInterval ? wait : IdleInterval;
    }
}
