using CallEvents.Simulator.Faults.Arriving;
using CallEvents.Simulator.Generation;
using CallEvents.Simulator.Serving;

namespace CallEvents.Simulator.Workspaces;

/// <summary>
/// The Revont account behind the simulated API: what is in it, and the levers by which a test changes it. Every change shows in
/// the next answer. Safe to use from any thread.
/// </summary>
public sealed class SimulatedWorkspace
{
    private readonly Lock gate = new();
    private readonly CallIndex index = new();
    private readonly TruthGenerator generator;
    private readonly Timeline timeline;
    private readonly TimeProvider time;
    private readonly ArrivalFaults? faults;
    private readonly List<CallTruth> deleted = [];
    private long added;

    internal SimulatedWorkspace(SimulatorOptions options, TimeProvider time, ArrivalFaults? faults = null)
    {
        this.time = time;
        this.faults = faults;
        generator = new(options.Seed, options.TranscriptDelay);

        var start = options.Start ?? time.GetUtcNow();
        timeline = new(new(options, start));
        var span = TimeSpan.FromDays(options.Days);
        for (var number = 0; number < options.Calls; number++)
        {
            var part = (number + new Dice(options.Seed, "history time", number).Fraction()) / options.Calls;
            var at = start - span + part * span;
            Add("history", number, at, at);
        }
    }

    /// <summary>The reps whose calls are generated.</summary>
    public IReadOnlyList<SimulatedRep> Reps => generator.Reps;

    /// <summary>Every call that the API shows now, newest first.</summary>
    public IReadOnlyList<CallTruth> List()
    {
        lock (gate)
            return [.. index.Shown(CatchUp())];
    }

    /// <summary>Those calls, and after them the deleted ones that the API has shown before.</summary>
    internal IReadOnlyList<CallTruth> ListEver()
    {
        lock (gate)
            return [.. index.Shown(CatchUp()), .. deleted.Where(truth => truth.Showings.Any)];
    }

    /// <summary>One call, or null when there is none by that id. Finds a call dated ahead of now too, which the API hides.</summary>
    public CallTruth? Find(string id)
    {
        lock (gate)
        {
            CatchUp();
            return index.TryGet(id, out var truth) ? truth : null;
        }
    }

    /// <summary>
    /// Adds a call. It is drawn like any other, created now, and then changed as told:
    /// <c>Add(call => call with { CreatedAt = anHourAgo, Outcome = "lost" })</c> is a call that shows up an hour late. Its
    /// transcript is generated, and ready the usual delay after its creation.
    /// </summary>
    /// <param name="change">What to change of the drawn call; null for nothing.</param>
    /// <returns>The call as added.</returns>
    /// <exception cref="ArgumentException">There is a call by that id already.</exception>
    public SimulatedCall Add(Func<SimulatedCall, SimulatedCall>? change = null)
    {
        lock (gate)
        {
            var now = CatchUp();
            return Add("added", added++, now, now, change);
        }
    }

    /// <summary>Changes fields of a call, its creation time included.</summary>
    /// <param name="id">The call's id.</param>
    /// <param name="change">The call as it is in, the call as it shall be out; the id stays.</param>
    /// <returns>The call as changed.</returns>
    /// <exception cref="KeyNotFoundException">There is no call by that id.</exception>
    /// <exception cref="ArgumentException">The change is to the id.</exception>
    public SimulatedCall Edit(string id, Func<SimulatedCall, SimulatedCall> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Replace(id, (truth, _) => truth with { Call = change(truth.Call) }).Call;
    }

    /// <summary>Deletes a call: the API answers 404 from now on.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Delete(string id)
    {
        lock (gate)
            return Delete(id, CatchUp());
    }

    /// <summary>No more calls arrive from now on. What is planned for those that have arrived still happens.</summary>
    public void StopArrivals()
    {
        lock (gate)
        {
            CatchUp();
            timeline.StopArrivals();
        }
    }

    /// <summary>Up to <paramref name="limit"/> calls older than <paramref name="before"/>, newest first, as the API shows them.</summary>
    internal IReadOnlyList<CallTruth> Read(CallFilter filter, CallPosition? before, int limit, int skip = 0)
    {
        lock (gate)
        {
            var page = new List<CallTruth>();
            foreach (var truth in index.Shown(CatchUp(), filter.To, before))
            {
                if (page.Count == limit || truth.Call.CreatedAt < filter.From)
                    break;
                if (filter.Matches(truth.Call) && --skip < 0)
                    page.Add(truth);
            }

            return page;
        }
    }

    /// <summary>A call with its transcript if that is ready, as the API shows it; null when it shows none.</summary>
    internal ShownItem? Read(string id)
    {
        var now = time.GetUtcNow();
        return Find(id) is { } truth && truth.IsShown(now)
            ? new(truth, truth.TranscriptAt(now), truth.IsTranscriptWhole(now))
            : null;
    }

    /// <summary>How many calls the API shows, how many have arrived, how many are to come.</summary>
    internal (int Calls, long Arrivals, long? ArrivalsLeft) Count()
    {
        lock (gate)
        {
            var now = CatchUp();
            return (index.CountUpTo(now) + index.Ahead(now).Count(), timeline.Arrived, timeline.ArrivalsLeft);
        }
    }

    /// <summary>Lets in what is due by now, in its order. Everyone who takes the lock begins here.</summary>
    private DateTimeOffset CatchUp()
    {
        var now = time.GetUtcNow();
        timeline.CatchUp(now, Arrive);
        return now;
    }

    private void Arrive(long number, DateTimeOffset at)
    {
        if (faults?.Decide(number, at) is not { } fate)
        {
            Add("arrival", number, at, at);
            return;
        }

        for (var more = 0; more < fate.Burst; more++)
            Add($"burst {number}", more, at, at);

        if (fate.Late is { } late)
            timeline.Plan(at + late, shownAt => Add(number, at, shownAt, fate));
        else
            Add(number, at, at, fate);
    }

    private void Add(long number, DateTimeOffset at, DateTimeOffset shownAt, ArrivalFate fate)
    {
        var id = Add("arrival", number, at, shownAt, fate.Change, truth => fate.Change(truth, shownAt)).Id;
        if (fate.EditAfter is { } editAfter)
        {
            timeline.Plan(shownAt + editAfter, _ =>
            {
                if (index.TryGet(id, out var truth))
                    index.Replace(truth, truth with { Call = fate.Edit(truth.Call) });
            });
        }

        if (fate.DeleteAfter is { } deleteAfter)
            timeline.Plan(shownAt + deleteAfter, now => Delete(id, now));
    }

    private SimulatedCall Add(
        string purpose, long number, DateTimeOffset at, DateTimeOffset shownAt, Func<SimulatedCall, SimulatedCall>? change = null,
        Func<CallTruth, CallTruth>? changeTruth = null)
    {
        var truth = generator.Draw(purpose, number, at, shownAt, change);
        index.Add(changeTruth?.Invoke(truth) ?? truth);
        return truth.Call;
    }

    internal CallTruth Replace(string id, Func<CallTruth, DateTimeOffset, CallTruth> change)
    {
        lock (gate)
        {
            var now = CatchUp();
            if (!index.TryGet(id, out var truth))
                throw new KeyNotFoundException($"There is no call {id}.");

            var changed = change(truth, now);
            if (changed.Call.Id != id)
                throw new ArgumentException($"The id of call {id} cannot change.", nameof(change));

            index.Replace(truth, changed);
            return changed;
        }
    }

    private bool Delete(string id, DateTimeOffset now)
    {
        if (!index.TryGet(id, out var truth))
            return false;

        index.Remove(truth);
        deleted.Add(truth with { DeletedAt = now });
        return true;
    }
}
