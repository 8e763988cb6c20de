using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Applies change sets to one open transaction: loads the states that they are based on, decides, and writes the result.</summary>
internal sealed class LedgerTransaction(
    LedgerDbContext context,
    WorkspaceProgress workspace,
    LedgerWriterSettings settings,
    DateTimeOffset now,
    IReadOnlyDictionary<string, bool> knownParked,
    RecentObservations recentObservations
)
{
    private readonly Dictionary<string, CallState> calls = [];
    private readonly List<OutboxRow> events = [];
    private readonly HashSet<string> changed = [];
    private readonly Dictionary<string, DateTimeOffset?> newCalls = [];
    private readonly List<(string CallId, DateTimeOffset SentAt)> unchanged = [];

    /// <summary>The events recorded in the outbox.</summary>
    public IReadOnlyList<OutboxRow> Events => events;

    /// <summary>The calls observed for the first time, each with when its interval was last walked.</summary>
    public IEnumerable<(CallState Call, DateTimeOffset? LastWalkStart)> NewCalls => newCalls.Select(call => (calls[call.Key], call.Value));

    /// <summary>Observations that changed nothing: remembered in memory, not written.</summary>
    public IReadOnlyList<(string CallId, DateTimeOffset SentAt)> Unchanged => unchanged;

    /// <summary>Whether there is anything to commit.</summary>
    public bool HasChanges { get; private set; }

    public List<MalformedItem> NewlyParked { get; } = [];

    public List<Slice> NewGaps { get; } = [];

    /// <summary>The keys parked after this transaction, and whether a page showed them malformed.</summary>
    public Dictionary<string, bool> Parked { get; } = new(knownParked);

    /// <summary>Whether a transcript check is due now that was not before.</summary>
    public bool HasDueChecks { get; private set; }

    /// <summary>Loads the states that the change sets are based on.</summary>
    public async Task LoadAsync(IEnumerable<ChangeSet> changeSets)
    {
        var ids = changeSets.SelectMany(changes => changes.CallIds).ToHashSet();
        if (ids.Count == 0)
            return;

        await foreach (var call in context.CallsById(workspace.Name, ids).AsNoTracking().AsAsyncEnumerable())
        {
            var answeredAt = recentObservations.Find(call.CallId);
            calls[call.CallId] = answeredAt > call.AnsweredAt ? call with { AnsweredAt = answeredAt.Value } : call;
        }
    }

    public async Task ApplyAsync(ChangeSet changes)
    {
        switch (changes)
        {
            case PageChanges page:
                foreach (var observation in page.Observations)
                    await ObserveAsync(observation, page.Lane, page.RetriesGivenUp, page.LastWalkStart, page.TraceParent);
                foreach (var item in page.Malformed)
                    await ParkAsync(new ParkRequest(item, page.Slice, IsRetry: false));
                if (page.GapError is { } error)
                    await OpenGapAsync(page.Slice, error);
                break;
            case ItemChanges item:
                await ApplyAsync(item);
                break;
            case ReplacedRereads { Windows: var windows }:
                HasChanges = true;
                await context.Rereads.Where(row => row.Workspace == workspace.Name).ExecuteDeleteAsync();
                context.Rereads.AddRange(windows);
                break;
            case ClosedGap { Slice: var closed }:
                HasChanges = true;
                await context
                    .Gaps.Where(row => row.Workspace == workspace.Name && row.From == closed.From && row.To == closed.To)
                    .ExecuteDeleteAsync();
                break;
        }
    }

    /// <summary>Writes each call once, however often it was observed.</summary>
    public async Task SaveAsync()
    {
        HasChanges |= changed.Count > 0;
        if (!HasChanges)
            return;
        await BulkWriter<CallState>.For(context).WriteAsync(context, [.. changed.Select(id => calls[id])]);
        await BulkWriter<OutboxRow>.For(context).WriteAsync(context, events);
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
    }

    private async Task ApplyAsync(ItemChanges item)
    {
        if (item.Observation is { } observation)
            await ObserveAsync(observation, item.Lane, retriesGivenUp: false, lastWalkStart: null, item.TraceParent);
        if (item.Park is { } park)
            await ParkAsync(park);
        if (item.Unpark)
            await UnparkAsync(item.Key);
        if (item.NextCheckAt is { } next && calls.TryGetValue(item.Key, out var call))
            Replace(call, call with { NextCheckAt = next }, lastWalkStart: null);
    }

    private async Task ObserveAsync(
        CallObservation observation,
        Lane lane,
        bool retriesGivenUp,
        DateTimeOffset? lastWalkStart,
        string? traceParent
    )
    {
        var call = calls.GetValueOrDefault(observation.CallId);
        var isFromPage = observation is CallObservation.FromList;
        CallDecision decision;
        try
        {
            decision = CallDecider.Decide(call, observation, Context(lane, retriesGivenUp));
        }
        catch (MalformedItemException malformed)
        {
            var slice = isFromPage ? new Slice(now - TimeSpan.FromSeconds(1), now) : (Slice?)null;
            await ParkAsync(new ParkRequest(new MalformedItem(observation.CallId, IsCall: true, malformed.Message), slice, IsRetry: false));
            return;
        }

        if (decision.State is { } next)
            Replace(call, next, lastWalkStart);
        events.AddRange(decision.Events.Select(callEvent => OutboxRows.Of(callEvent, traceParent)));

        // Only the source of the problem can show that it is fixed: a page that shows the call well does not fix its own response.
        if (Parked.TryGetValue(observation.CallId, out var parkedByPage) && parkedByPage == isFromPage)
            await UnparkAsync(observation.CallId);
    }

    private ObservationContext Context(Lane lane, bool retriesGivenUp) =>
        new()
        {
            Workspace = workspace.Name,
            Now = now,
            StartFrom = workspace.StartFrom,
            StartedAt = workspace.StartedAt,
            Lane = lane,
            RetriesGivenUp = retriesGivenUp,
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

    private async Task ParkAsync(ParkRequest request)
    {
        var (item, slice, isRetry) = request;
        var next = now + RetryIntervals.Parked;
        if (!Parked.TryAdd(item.Key, slice is not null))
        {
            // Every walk shows it again: only a retry postpones the next retry.
            if (!isRetry || NewlyParked.Any(parked => parked.Key == item.Key))
                return;
            HasChanges = true;
            await context
                .Parked.Where(row => row.Workspace == workspace.Name && row.Key == item.Key)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextRetryAt, next).SetProperty(row => row.Error, item.Error));
            return;
        }

        HasChanges = true;
        NewlyParked.Add(item);
        context.Parked.Add(
            new ParkedRow
            {
                Workspace = workspace.Name,
                Key = item.Key,
                IsCall = item.IsCall,
                From = slice?.From ?? now,
                To = slice?.To ?? now,
                ParkedAt = now,
                NextRetryAt = next,
                Error = item.Error,
            }
        );
    }

    private async Task UnparkAsync(string key)
    {
        HasChanges = true;
        Parked.Remove(key);
        NewlyParked.RemoveAll(parked => parked.Key == key);
        foreach (var added in context.Parked.Local.Where(row => row.Key == key).ToList())
            context.Parked.Remove(added);
        await context.Parked.Where(row => row.Workspace == workspace.Name && row.Key == key).ExecuteDeleteAsync();
    }

    private async Task OpenGapAsync(Slice slice, string error)
    {
        HasChanges = true;
        var next = now + RetryIntervals.Parked;
        var known = await context.Gaps.FindAsync(workspace.Name, slice.From, slice.To);
        if (known is not null)
        {
            known.NextRetryAt = next;
            known.Error = error;
            return;
        }

        NewGaps.Add(slice);
        context.Gaps.Add(
            new GapRow
            {
                Workspace = workspace.Name,
                From = slice.From,
                To = slice.To,
                OpenedAt = now,
                NextRetryAt = next,
                Error = error,
            }
        );
    }
}
