using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Jobs;

/// <summary>
/// What the ledger knows of a replay: before it begins, what it will publish; then, what is repeated and what is pending.
/// </summary>
internal sealed class ReplayReader(IDbContextFactory<LedgerDbContext> contexts, TimeProvider time)
{
    /// <summary>
    /// How many calls and events a replay has, as far as the ledger knows. Redacted calls count for any rep, since theirs is erased.
    /// </summary>
    public async Task<ReplayEstimate> EstimateAsync(JobRow job, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var outcomes = CallFilter.Split(job.Outcomes);
        var reps = CallFilter.Split(job.Reps);
        var (anyOutcome, noOutcome, anyRep) = (outcomes.Count == 0, outcomes.Contains(CallFilter.NoOutcome), reps.Count == 0);
        var calls = job.Calls is null
            ? context.Calls.Where(row => row.CreatedAt >= job.From && row.CreatedAt <= job.To)
            : context.CallsById(job.Workspace, CallFilter.Split(job.Calls));
        var states = await calls
            .Where(row => row.Workspace == job.Workspace && row.ForgottenAt == null)
            .Where(row => anyOutcome || (row.Outcome == null ? noOutcome : outcomes.Contains(row.Outcome)))
            .Where(row => anyRep || row.Fingerprint != null || reps.Contains(row.RepId!))
            .GroupBy(row => row.Transcript)
            .Select(group => new { Transcript = group.Key, Count = group.LongCount() })
            .ToListAsync(cancellationToken);

        var types = ReplayTypes.Parse(job.Types);
        return new ReplayEstimate(states.Sum(state => state.Count), states.Sum(state => state.Count * EventsOf(state.Transcript)));

        long EventsOf(TranscriptState transcript) =>
            (types.Contains(CallEventType.CallRecorded) ? 1 : 0)
            + (transcript == TranscriptState.Transcribed && types.Contains(CallEventType.CallTranscribed) ? 1 : 0)
            + (transcript == TranscriptState.GivenUp && types.Contains(CallEventType.CallTranscriptUnavailable) ? 1 : 0);
    }

    /// <summary>The calls among these that the replay has published again already.</summary>
    public async Task<HashSet<string>> RepeatedAsync(JobRow job, IReadOnlyCollection<string> callIds, CancellationToken cancellationToken)
    {
        if (callIds.Count == 0)
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .CallsById(job.Workspace, callIds)
            .Where(row => row.LastReplay == job.Id)
            .Select(row => row.CallId)
            .ToHashSetAsync(cancellationToken);
    }

    /// <summary>Waits until no event of the replay is pending.</summary>
    public async Task WaitUntilPublishedAsync(JobRow job, TimeSpan interval, CancellationToken cancellationToken)
    {
        while (await CountPendingAsync(job, cancellationToken) > 0)
        {
            Heartbeat.Beat(interval);
            await Task.Delay(interval, time, cancellationToken);
        }
    }

    /// <summary>How many events of the replay are not published yet.</summary>
    public async Task<long> CountPendingAsync(JobRow job, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Outbox.Pending()
            .LongCountAsync(row => row.Workspace == job.Workspace && row.Lane == Lane.Replay && row.Job == job.Id, cancellationToken);
    }
}

/// <summary>What a replay will publish, about.</summary>
internal sealed record ReplayEstimate(long Calls, long Events);
