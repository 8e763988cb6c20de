using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Ledger;

/// <summary>Takes commits into one open transaction: reads the rows that their answers need, observes, and writes what follows.</summary>
internal sealed class Observing(
    LedgerContext context, WorkspaceRow workspace, TranscriptOptions schedule, int maxBytes, DateTimeOffset now, IReadOnlyDictionary<string, bool> parkedBefore, RecentAnswers recent)
{
    private readonly Dictionary<string, CallRow> rows = [];
    private readonly List<Fact> facts = [];
    private readonly List<FactRow> factRows = [];
    private readonly HashSet<string> changed = [];
    private readonly Dictionary<string, DateTimeOffset?> newCalls = [];
    private readonly List<(string CallId, DateTimeOffset SentAt)> unchanged = [];

    public IReadOnlyList<Fact> Facts => facts;

    /// <summary>The calls seen for the first time, each with when its ground was walked before.</summary>
    public IEnumerable<(CallRow Row, DateTimeOffset? WalkedBefore)> NewCalls => newCalls.Select(call => (rows[call.Key], call.Value));

    /// <summary>Answers that said nothing new: remembered, not written.</summary>
    public IReadOnlyList<(string CallId, DateTimeOffset SentAt)> Unchanged => unchanged;

    /// <summary>Whether there is anything to commit.</summary>
    public bool Writes { get; private set; }

    public List<Unreadable> NewlyParked { get; } = [];

    public List<Slice> NewGaps { get; } = [];

    /// <summary>Facts that stay in the ledger because no broker would take them.</summary>
    public List<FactRow> TooLarge { get; } = [];

    /// <summary>The keys parked after this transaction, and whether a page showed them unreadable.</summary>
    public Dictionary<string, bool> Parked { get; } = new(parkedBefore);

    public bool ChecksDue { get; private set; }

    /// <summary>Reads the rows that the commits are about.</summary>
    public async Task LoadAsync(IReadOnlyCollection<Commit> commits)
    {
        var ids = commits.SelectMany(commit => commit.Answers.Select(answer => answer.CallId).Append(commit.Postponed?.CallId)).OfType<string>().ToHashSet();
        if (ids.Count == 0)
            return;

        await foreach (var row in context.CallsById(workspace.Name, ids).AsNoTracking().AsAsyncEnumerable())
            rows[row.CallId] = recent.Of(row.CallId) is { } at && at > row.AnsweredAt ? row with { AnsweredAt = at } : row;
    }

    public async Task TakeAsync(Commit commit)
    {
        foreach (var answer in commit.Answers)
            await ObserveAsync(answer, commit);
        foreach (var item in commit.Unreadable)
            await ParkAsync(item);
        if (commit.Unparked is { } key)
            await UnparkAsync(key);
        if (commit.Postponed is { } postponed && rows.TryGetValue(postponed.CallId, out var row))
            Replace(row, row with { NextCheck = postponed.NextCheck }, commit);
        if (commit.Gap is { } gap)
            await PassAsync(gap.Slice, gap.Error);
        Writes |= commit.Gap is not null || commit.GapClosed is not null;
        if (commit.GapClosed is { } closed)
            await context.Gaps.Where(row => row.Workspace == workspace.Name && row.From == closed.From && row.To == closed.To).ExecuteDeleteAsync();
    }

    /// <summary>Writes each call once, however often it was observed.</summary>
    public async Task SaveAsync()
    {
        Writes |= changed.Count > 0;
        if (!Writes)
            return;
        await RowWriter<CallRow>.For(context).WriteAsync(context, [.. changed.Select(id => rows[id])]);
        await RowWriter<FactRow>.For(context).WriteAsync(context, factRows);
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
    }

    private async Task ObserveAsync(Answer answer, Commit commit)
    {
        var row = rows.GetValueOrDefault(answer.CallId);
        Observation observation;
        try
        {
            observation = Observe.Of(row, answer, new Moment(
                workspace.Name, now, workspace.StartFrom, workspace.StartedAt, commit.Lane, commit.PutsBack, schedule, Random.Shared.NextDouble()));
        }
        catch (UnreadableException unreadable)
        {
            await ParkAsync(new Unreadable(answer.CallId, true, answer is Answer.Listed ? new Slice(now - TimeSpan.FromSeconds(1), now) : null, unreadable.Message));
            return;
        }

        if (observation.Row is { } next)
            Replace(row, next, commit);
        foreach (var fact in observation.Facts)
            Add(fact, commit.TraceParent);

        // What made the trouble must show it mended: a page that shows it well says nothing of the call's own answer.
        if (Parked.TryGetValue(answer.CallId, out var byPage) && byPage == answer is Answer.Listed)
            await UnparkAsync(answer.CallId);
    }

    private void Replace(CallRow? before, CallRow after, Commit commit)
    {
        rows[after.CallId] = after;
        if (before is not null && before with { AnsweredAt = after.AnsweredAt } == after)
        {
            unchanged.Add((after.CallId, after.AnsweredAt));
            return;
        }

        if (before is null)
            newCalls.Add(after.CallId, commit.WalkedBefore);
        changed.Add(after.CallId);
        ChecksDue |= after.NextCheck <= now && after.NextCheck != before?.NextCheck;
    }

    private void Add(Fact fact, string? traceParent)
    {
        var (body, size) = FactBody.Pack(fact.Message);
        facts.Add(fact);
        var row = new FactRow
        {
            Workspace = fact.Workspace,
            CallId = fact.CallId,
            Revision = fact.Revision,
            Type = fact.Type,
            MessageId = MessageIds.Message(fact.Workspace, fact.CallId, fact.Type, fact.Revision),
            Lane = fact.Lane,
            Origin = fact.Origin,
            ObservedAt = fact.ObservedAt,
            Body = body,
            Size = size,
            TraceParent = traceParent,
        };
        factRows.Add(row);
        if (size > maxBytes)
            TooLarge.Add(row);
    }

    private async Task ParkAsync(Unreadable item)
    {
        var next = now + SetAside.Again;
        if (!Parked.TryAdd(item.Key, item.Slice is not null))
        {
            // Every walk shows it again: its next try is put off by nothing but a try.
            if (!item.Again || NewlyParked.Any(parked => parked.Key == item.Key))
                return;
            Writes = true;
            await context.Parked.Where(row => row.Workspace == workspace.Name && row.Key == item.Key)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextTry, next).SetProperty(row => row.Error, item.Error));
            return;
        }

        Writes = true;
        NewlyParked.Add(item);
        context.Parked.Add(new ParkedRow
        {
            Workspace = workspace.Name,
            Key = item.Key,
            IsCall = item.IsCall,
            From = item.Slice?.From ?? now,
            To = item.Slice?.To ?? now,
            Since = now,
            NextTry = next,
            Error = item.Error,
        });
    }

    private async Task UnparkAsync(string key)
    {
        Writes = true;
        Parked.Remove(key);
        NewlyParked.RemoveAll(parked => parked.Key == key);
        foreach (var added in context.Parked.Local.Where(row => row.Key == key).ToList())
            context.Parked.Remove(added);
        await context.Parked.Where(row => row.Workspace == workspace.Name && row.Key == key).ExecuteDeleteAsync();
    }

    private async Task PassAsync(Slice slice, string error)
    {
        var known = await context.Gaps.FindAsync(workspace.Name, slice.From, slice.To);
        if (known is not null)
        {
            known.NextTry = now + SetAside.Again;
            known.Error = error;
            return;
        }

        NewGaps.Add(slice);
        context.Gaps.Add(new GapRow { Workspace = workspace.Name, From = slice.From, To = slice.To, Since = now, NextTry = now + SetAside.Again, Error = error });
    }
}
