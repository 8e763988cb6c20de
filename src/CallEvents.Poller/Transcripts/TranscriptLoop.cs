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
    ApiClock clock,
    Wakeup toCheck,
    BackPressure pressure,
    int atOnce)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Task> underWay = [];
    private readonly Channel<string> ended = Channel.CreateUnbounded<string>();
    private readonly Unanswered unanswered = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await pressure.WaitAsync(FactType.CallTranscribed, cancellationToken);
                if (!await StartAsync(cancellationToken))
                    await toCheck.WaitAsync(await UntilNextCheckAsync(cancellationToken), cancellationToken);
                await RoomAsync(cancellationToken);
            }
        }
        finally
        {
            // Those that failed are due still. Kept, each of them would fail the loop once more.
            await Task.WhenAll(underWay.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            underWay.Clear();
            while (ended.Reader.TryRead(out _))
            {
            }
        }
    }

    /// <summary>Starts what is due and not under way. False: there was nothing.</summary>
    private async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        var due = await reader.DueChecksAsync(workspace, clock.Now, (2 * atOnce) + underWay.Count, cancellationToken);
        var started = false;
        foreach (var check in due.Where(check => !underWay.ContainsKey(check.CallId)))
        {
            underWay[check.CallId] = RunAsync(check, cancellationToken);
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
            ended.Writer.TryWrite(check.CallId);
        }
    }

    private async Task CheckAsync(DueCheck check, CancellationToken cancellationToken)
    {
        using var activity = PollerMetrics.Activities.StartActivity("check transcript")?
            .SetTag("callevents.workspace", workspace).SetTag("callevents.call_id", check.CallId);
        var answer = await gateway.GetAsync(check.Lane, check.CallId, cancellationToken);
        if (answer.Failure is ApiFailure.None or ApiFailure.NotFound)
            unanswered.Forget(check.CallId);
        await ledger.CommitAsync(
            answer.Failure switch
            {
                ApiFailure.None => DetailReader.Read(check.CallId, answer.Value!, answer.SentAt, check.Lane, clock.Now),
                ApiFailure.NotFound => new Commit { Lane = check.Lane, Answers = [new Answer.Missing(check.CallId, answer.SentAt)] },
                _ => unanswered.Postpone(check.CallId, answer.Error!, gateway.Answered, clock.Now),
            },
            cancellationToken);
        toCheck.Call();
    }

    /// <summary>
    /// Waits for room: half of those under way may be waiting for the disk, and the API's places are to be full meanwhile.
    /// </summary>
    private async Task RoomAsync(CancellationToken cancellationToken)
    {
        while (ended.Reader.TryRead(out var callId) || underWay.Count > 2 * atOnce)
        {
            callId ??= await ended.Reader.ReadAsync(cancellationToken);
            if (underWay.Remove(callId, out var done))
                await done;
        }
    }

    private async Task<TimeSpan> UntilNextCheckAsync(CancellationToken cancellationToken)
    {
        // The next check in the ledger may be one that is under way; each that ends calls.
        if (underWay.Count > 0)
            return Busy;
        var next = await reader.NextCheckAsync(workspace, cancellationToken) - clock.Now;
        return next is { } wait && wait < Idle ? wait : Idle;
    }
}
