using System.Collections.Immutable;
using System.Diagnostics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Applies change sets to one open transaction: loads the states that they are based on, decides, and writes the result.</summary>
internal sealed class LedgerTransaction(
    LedgerDbContext context,
    WorkspaceProgress workspace,
    LedgerWriterSettings settings,
    DateTimeOffset now,
    ImmutableDictionary<string, bool> knownParked,
    RecentObservations recentObservations
) : IDisposable
{
    private readonly EventTraces traces = new();
    private readonly Dictionary<string, CallState> calls = [];
    private readonly List<OutboxRow> events = [];
    private readonly HashSet<string> changed = [];
    private readonly Dictionary<string, DateTimeOffset?> newCalls = [];
    private readonly List<(string CallId, DateTimeOffset SentAt)> unchanged = [];
    private HashSet<long> runningReplays = [];
    private bool hasCallChanges;

    /// <summary>The events recorded in the outbox.</summary>
    public IReadOnlyList<OutboxRow> Events => events;

    /// <summary>The calls observed for the first time, each with when its interval was last walked.</summary>
    public IEnumerable<(CallState Call, DateTimeOffset? LastWalkStart)> NewCalls => newCalls.Select(call => (calls[call.Key], call.Value));

    /// <summary>Observations that changed nothing: remembered in memory, not written.</summary>
    public IReadOnlyList<(string CallId, DateTimeOffset SentAt)> Unchanged => unchanged;

    /// <summary>What was parked, released or recorded as a gap.</summary>
    public UnreadableChanges Unreadable { get; } = new(context, workspace.Name, now, knownParked);

    /// <summary>Whether there is anything to commit.</summary>
    public bool HasChanges => hasCallChanges || Unreadable.Any;

    /// <summary>Whether a transcript check is due now that was not before.</summary>
    public bool HasDueChecks { get; private set; }

    /// <summary>Loads the states that the change sets are based on.</summary>
    public async Task LoadAsync(IReadOnlyCollection<ChangeSet> changeSets)
    {
        runningReplays = await JobSteps.RunningAsync(context, [.. changeSets.OfType<ReplayedCalls>().Select(replay => replay.Order.Job)]);
        var ids = changeSets.SelectMany(changes => changes.CallIds).ToHashSet();
        if (ids.Count == 0)
            return;

        await foreach (var call in context.CallsById(workspace.Name, ids).AsNoTracking().AsAsyncEnumerable())
        {
            var answeredAt = recentObservations.Find(call.CallId);
            calls[call.CallId] = answeredAt > call.AnsweredAt ? call with { AnsweredAt = answeredAt.Value } : call;
        }
    }

    /// <summary>The commit has succeeded: the traces of its events begin.</summary>
    public void EndTraces() => traces.End();

    public void Dispose() => traces.Dispose();

    public async Task ApplyAsync(ChangeSet changes)
    {
        switch (changes)
        {
            case PageChanges page:
                var listed = Context(page.Lane) with
                {
                    RetriesGivenUp = page.RetriesGivenUp,
                    StartFrom = page.AcceptedFrom ?? workspace.StartFrom,
                };
                foreach (var observation in page.Observations)
                    await ObserveAsync(observation, listed, page.LastWalkStart, page.Source);
                foreach (var item in page.Malformed.Where(item => !IsErased(item.Key)))
                    await Unreadable.ParkAsync(new ParkRequest(item, page.Slice, IsRetry: false));
                foreach (var gap in page.Gaps)
                    await Unreadable.OpenGapAsync(gap);
                break;
            case ItemChanges item:
                await ApplyAsync(item);
                break;
            case ReplayedCalls replay when runningReplays.Contains(replay.Order.Job):
                foreach (var observation in replay.Observations)
                    await ObserveAsync(observation, Context(Lane.Reread), lastWalkStart: null, replay.Source, replay.Order);
                break;
            case Erasure erasure:
                foreach (var callId in erasure.Calls)
                    await EraseAsync(callId);
                break;
            case RetriedGap gap:
                await Unreadable.ReplaceGapAsync(gap.Slice, gap.Remaining);
                break;
        }
    }

    /// <summary>Writes each call once, however often it was observed.</summary>
    public async Task SaveAsync()
    {
        hasCallChanges = changed.Count > 0;
        if (!HasChanges)
            return;
        await BulkWriter<CallState>.For(context).WriteAsync(context, [.. changed.Select(id => calls[id])]);
        await BulkWriter<OutboxRow>.For(context).WriteAsync(context, events);
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
    }

    private async Task ApplyAsync(ItemChanges item)
    {
        var isRead =
            item.Observation is { } observation && await ObserveAsync(observation, Context(item.Lane), lastWalkStart: null, item.Source);
        if (item.Park is { } park && !IsErased(item.Key))
            await Unreadable.ParkAsync(park);
        if (item.StaysParked)
            await Unreadable.PostponeAsync(item.Key);
        if (item.IsReleasedWhenRead && isRead)
            await Unreadable.UnparkAsync(item.Key);
        if (item.IsGone)
            await Unreadable.RemoveAsync(item.Key);
        if (item.NextCheckAt is { } next && !IsErased(item.Key) && calls.TryGetValue(item.Key, out var call))
            Replace(call, call with { NextCheckAt = next }, lastWalkStart: null);
    }

    /// <returns>Whether it was read whole. Otherwise the call is parked now, or not found.</returns>
    private async Task<bool> ObserveAsync(
        CallObservation observation,
        ObservationContext observed,
        DateTimeOffset? lastWalkStart,
        Activity? source,
        ReplayOrder? replay = null
    )
    {
        var call = calls.GetValueOrDefault(observation.CallId);

        // What is erased stays erased, although the API still shows it. What a replay has repeated, it does not repeat when it is resumed.
        if (IsErased(observation.CallId) || (replay is not null && call?.LastReplay == replay.Job))
            return true;
        var isFromPage = observation is CallObservation.FromList;
        CallDecision decision;
        try
        {
            decision = CallDecider.Decide(call, observation, observed);
            if (replay is not null)
                decision = CallReplayer.Decide(decision, observation, call is null, replay, Context(Lane.Replay));
        }
        catch (MalformedItemException malformed)
        {
            var slice = isFromPage ? new Slice(now - TimeSpan.FromSeconds(1), now) : (Slice?)null;
            var item = new MalformedItem(observation.CallId, IsCall: true, malformed.Message);
            await Unreadable.ParkAsync(new ParkRequest(item, slice, IsRetry: !isFromPage));
            return false;
        }

        var first = call?.TraceParent;
        foreach (var callEvent in decision.Events)
        {
            var root = traces.Start(callEvent, source, first);
            events.Add(OutboxRows.Of(callEvent, root?.Id));
            first ??= root is { Recorded: true } ? root.Id : null;
        }

        if (decision.State is { } next)
            Replace(call, next with { TraceParent = first }, lastWalkStart);

        if (observation is CallObservation.NotFound)
            return false;

        // Only the source of the problem can show that it is fixed: a page that shows the call well does not fix its own response.
        if (Unreadable.Parked.TryGetValue(observation.CallId, out var parkedByPage) && parkedByPage == isFromPage)
            await Unreadable.UnparkAsync(observation.CallId);
        return true;
    }

    /// <summary>Whether the call is forgotten; in a ledger that another version has written, only the ledger may know it.</summary>
    private bool IsErased(string callId) => settings.Erased.Contains(callId) || calls.GetValueOrDefault(callId)?.ForgottenAt is not null;

    private async Task EraseAsync(string callId)
    {
        if (Unreadable.Parked.ContainsKey(callId))
            await Unreadable.UnparkAsync(callId);
        if (calls.GetValueOrDefault(callId) is { ForgottenAt: null } call)
            Replace(call, call.Forgotten(now), lastWalkStart: null);
    }

    private ObservationContext Context(Lane lane) =>
        new()
        {
            Workspace = workspace.Name,
            Now = now,
            StartFrom = workspace.StartFrom,
            StartedAt = workspace.StartedAt,
            Lane = lane,
            Schedule = settings.Transcripts,
            FingerprintKey = settings.FingerprintKey,
            Jitter = settings.Random.NextDouble(),
        };

    private void Replace(CallState? before, CallState after, DateTimeOffset? lastWalkStart)
    {
        calls[after.CallId] = after;
        if (before is not null && before with { AnsweredAt = after.AnsweredAt } == after)
        {
            unchanged.Add((after.CallId, after.AnsweredAt));
            return;
        }

        if (before is null)
            newCalls.Add(after.CallId, lastWalkStart);
        changed.Add(after.CallId);
        HasDueChecks |= after.NextCheckAt <= now && after.NextCheckAt != before?.NextCheckAt;
    }
}
