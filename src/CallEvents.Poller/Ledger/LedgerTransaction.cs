using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Takes commits into one open transaction: reads the rows that their answers need, observes, and writes what follows.</summary>
internal sealed class LedgerTransaction(
    LedgerDbContext context, WorkspaceRow workspace, TranscriptOptions schedule, int maxBytes, DateTimeOffset now, IReadOnlyDictionary<string, bool> knownParked, RecentObservations recentObservations)
{
    private readonly Dictionary<string, CallState> calls = [];
    private readonly List<CallEvent> events = [];
    private readonly List<OutboxRow> outboxRows = [];
    private readonly HashSet<string> changed = [];
    private readonly Dictionary<string, DateTimeOffset?> newCalls = [];
    private readonly List<(string CallId, DateTimeOffset SentAt)> unchanged = [];

    public IReadOnlyList<CallEvent> Events => events;

    /// <summary>The calls seen for the first time, each with when its ground was walked before.</summary>
    public IEnumerable<(CallState Row, DateTimeOffset? WalkedBefore)> NewCalls => newCalls.Select(call => (calls[call.Key], call.Value));

    /// <summary>Answers that said nothing new: remembered, not written.</summary>
    public IReadOnlyList<(string CallId, DateTimeOffset SentAt)> Unchanged => unchanged;

    /// <summary>Whether there is anything to commit.</summary>
    public bool HasChanges { get; private set; }

    public List<MalformedItem> NewlyParked { get; } = [];

    public List<Slice> NewGaps { get; } = [];

    /// <summary>Facts that stay in the ledger because no broker would take them.</summary>
    public List<OutboxRow> Oversized { get; } = [];

    /// <summary>The keys parked after this transaction, and whether a page showed them unreadable.</summary>
    public Dictionary<string, bool> Parked { get; } = new(knownParked);

    public bool ChecksDue { get; private set; }

    /// <summary>Reads the rows that the commits are about.</summary>
    public async Task LoadAsync(IReadOnlyCollection<ChangeSet> changeSets)
    {
        var ids = changeSets.SelectMany(changes => changes.Observations.Select(answer => answer.CallId).Append(changes.Postponed?.CallId)).OfType<string>().ToHashSet();
        if (ids.Count == 0)
            return;

        await foreach (var row in context.CallsById(workspace.Name, ids).AsNoTracking().AsAsyncEnumerable())
            calls[row.CallId] = recentObservations.Find(row.CallId) is { } at && at > row.AnsweredAt ? row with { AnsweredAt = at } : row;
    }

    public async Task ApplyAsync(ChangeSet changes)
    {
        foreach (var answer in changes.Observations)
            await ObserveAsync(answer, changes);
        foreach (var item in changes.Malformed)
            await ParkAsync(item);
        if (changes.Unparked is { } key)
            await UnparkAsync(key);
        if (changes.Postponed is { } postponed && calls.TryGetValue(postponed.CallId, out var row))
            Replace(row, row with { NextCheckAt = postponed.NextCheck }, changes);
        if (changes.Gap is { } gap)
            await OpenGapAsync(gap.Slice, gap.Error);
        HasChanges |= changes.Gap is not null || changes.GapClosed is not null;
        if (changes.GapClosed is { } closed)
            await context.Gaps.Where(row => row.Workspace == workspace.Name && row.From == closed.From && row.To == closed.To).ExecuteDeleteAsync();
    }

    /// <summary>Writes each call once, however often it was observed.</summary>
    public async Task SaveAsync()
    {
        HasChanges |= changed.Count > 0;
        if (!HasChanges)
            return;
        await BulkWriter<CallState>.For(context).WriteAsync(context, [.. changed.Select(id => calls[id])]);
        await BulkWriter<OutboxRow>.For(context).WriteAsync(context, outboxRows);
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
    }

    private async Task ObserveAsync(CallObservation answer, ChangeSet changes)
    {
        var row = calls.GetValueOrDefault(answer.CallId);
        CallDecision observation;
        try
        {
            observation = CallDecider.Decide(row, answer, new ObservationContext(
                workspace.Name, now, workspace.StartFrom, workspace.StartedAt, changes.Lane, changes.RetriesGivenUp, schedule, Random.Shared.NextDouble()));
        }
        catch (MalformedItemException unreadable)
        {
            await ParkAsync(new MalformedItem(answer.CallId, true, answer is CallObservation.FromList ? new Slice(now - TimeSpan.FromSeconds(1), now) : null, unreadable.Message));
            return;
        }

        if (observation.State is { } next)
            Replace(row, next, changes);
        foreach (var callEvent in observation.Events)
            Add(callEvent, changes.TraceParent);

        // What made the trouble must show it mended: a page that shows it well says nothing of the call's own answer.
        if (Parked.TryGetValue(answer.CallId, out var byPage) && byPage == answer is CallObservation.FromList)
            await UnparkAsync(answer.CallId);
    }

    private void Replace(CallState? before, CallState after, ChangeSet changes)
    {
        calls[after.CallId] = after;
        if (before is not null && before with { AnsweredAt = after.AnsweredAt } == after)
        {
            unchanged.Add((after.CallId, after.AnsweredAt));
            return;
        }

        if (before is null)
            newCalls.Add(after.CallId, changes.LastWalkStart);
        changed.Add(after.CallId);
        ChecksDue |= after.NextCheckAt <= now && after.NextCheckAt != before?.NextCheckAt;
    }

    private void Add(CallEvent callEvent, string? traceParent)
    {
        var (body, size) = OutboxBody.Encode(callEvent.Message);
        events.Add(callEvent);
        var row = new OutboxRow
        {
            Workspace = callEvent.Workspace,
            CallId = callEvent.CallId,
            Revision = callEvent.Revision,
            Type = callEvent.Type,
            MessageId = MessageIds.Message(callEvent.Workspace, callEvent.CallId, callEvent.Type, callEvent.Revision),
            Lane = callEvent.Lane,
            Origin = callEvent.Origin,
            ObservedAt = callEvent.ObservedAt,
            Body = body,
            Size = size,
            TraceParent = traceParent,
        };
        outboxRows.Add(row);
        if (size > maxBytes)
            Oversized.Add(row);
    }

    private async Task ParkAsync(MalformedItem item)
    {
        var next = now + RetryIntervals.Parked;
        if (!Parked.TryAdd(item.Key, item.Slice is not null))
        {
            // Every walk shows it again: its next try is put off by nothing but a try.
            if (!item.IsRetry || NewlyParked.Any(parked => parked.Key == item.Key))
                return;
            HasChanges = true;
            await context.Parked.Where(row => row.Workspace == workspace.Name && row.Key == item.Key)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextRetryAt, next).SetProperty(row => row.Error, item.Error));
            return;
        }

        HasChanges = true;
        NewlyParked.Add(item);
        context.Parked.Add(new ParkedRow
        {
            Workspace = workspace.Name,
            Key = item.Key,
            IsCall = item.IsCall,
            From = item.Slice?.From ?? now,
            To = item.Slice?.To ?? now,
            ParkedAt = now,
            NextRetryAt = next,
            Error = item.Error,
        });
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
        var known = await context.Gaps.FindAsync(workspace.Name, slice.From, slice.To);
        if (known is not null)
        {
            known.NextRetryAt = now + RetryIntervals.Parked;
            known.Error = error;
            return;
        }

        NewGaps.Add(slice);
        context.Gaps.Add(new GapRow { Workspace = workspace.Name, From = slice.From, To = slice.To, OpenedAt = now, NextRetryAt = now + RetryIntervals.Parked, Error = error });
    }
}
