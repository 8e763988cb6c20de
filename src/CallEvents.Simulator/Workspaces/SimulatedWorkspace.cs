using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Workspaces;

/// <summary>
/// The Revont account behind the simulated API: its calls, and methods that change them in a test. Every change is visible in the
/// next response. Safe to use from any thread.
/// </summary>
public sealed class SimulatedWorkspace
{
    private readonly Lock sync = new();
    private readonly CallIndex index = new();
    private readonly CallStateGenerator generator;
    private readonly Timeline timeline;
    private readonly TimeProvider time;
    private readonly ArrivalFaultSampler? faultSampler;
    private readonly List<SimulatedCallState> deleted = [];
    private long added;

    internal SimulatedWorkspace(SimulatorOptions options, TimeProvider time, ArrivalFaultSampler? faultSampler = null)
    {
        this.time = time;
        this.faultSampler = faultSampler;
        generator = new(options.Seed, options.TranscriptDelay);

        var start = options.Start ?? time.GetUtcNow();
        timeline = new(new(options, start));
        var span = TimeSpan.FromDays(options.Days);
        for (var number = 0; number < options.Calls; number++)
        {
            var position = (number + new SeededRandom(options.Seed, "history time", number).NextFraction()) / options.Calls;
            var at = start - span + position * span;
            Add("history", number, at, at);
        }
    }

    /// <summary>The reps whose calls are generated.</summary>
    public IReadOnlyList<SimulatedRep> Reps => generator.Reps;

    /// <summary>Lists the calls that the API shows now, newest first.</summary>
    public IReadOnlyList<SimulatedCallState> List()
    {
        lock (sync)
            return [.. index.Shown(Advance())];
    }

    /// <summary>Lists those calls, followed by deleted ones that the API had shown.</summary>
    internal IReadOnlyList<SimulatedCallState> ListIncludingDeleted()
    {
        lock (sync)
            return [.. index.Shown(Advance()), .. deleted.Where(state => state.Exposure.HasBeenShown)];
    }

    /// <summary>Finds a call by its id, or returns null. Also finds calls that the API does not show before their creation time.</summary>
    public SimulatedCallState? Find(string id)
    {
        lock (sync)
        {
            Advance();
            return index.TryGet(id, out var state) ? state : null;
        }
    }

    /// <summary>
    /// Adds a call, generated as created now and then changed by <paramref name="change"/>:
    /// <c>Add(call => call with { CreatedAt = anHourAgo, Outcome = "lost" })</c> adds a call that appears an hour late. Its
    /// transcript is generated too, and becomes ready the usual delay after its creation.
    /// </summary>
    /// <param name="change">Changes the generated call; null for no change.</param>
    /// <returns>The call as added.</returns>
    /// <exception cref="ArgumentException">Another call has that id.</exception>
    public SimulatedCall Add(Func<SimulatedCall, SimulatedCall>? change = null)
    {
        lock (sync)
        {
            var now = Advance();
            return Add("added", added++, now, now, change);
        }
    }

    /// <summary>Changes fields of a call, including its creation time.</summary>
    /// <param name="id">The call's id.</param>
    /// <param name="change">Maps the current call to the changed one; the id must stay.</param>
    /// <returns>The call as changed.</returns>
    /// <exception cref="KeyNotFoundException">No call has that id.</exception>
    /// <exception cref="ArgumentException">The change affects the id.</exception>
    public SimulatedCall Edit(string id, Func<SimulatedCall, SimulatedCall> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Replace(id, (state, _) => state with { Call = change(state.Call) }).Call;
    }

    /// <summary>Deletes a call: the API returns 404 from now on.</summary>
    /// <returns>Whether the call existed.</returns>
    public bool Delete(string id)
    {
        lock (sync)
            return Delete(id, Advance());
    }

    /// <summary>Stops arrivals. Actions scheduled for calls that have arrived still run.</summary>
    public void StopArrivals()
    {
        lock (sync)
        {
            Advance();
            timeline.StopArrivals();
        }
    }

    /// <summary>Reads up to <paramref name="limit"/> calls before a position as the API shows them, newest first.</summary>
    internal IReadOnlyList<SimulatedCallState> Read(CallFilter filter, CallPosition? before, int limit, int skip = 0)
    {
        lock (sync)
        {
            var page = new List<SimulatedCallState>();
            foreach (var state in index.Shown(Advance(), filter.To, before))
            {
                if (page.Count == limit || state.Call.CreatedAt < filter.From)
                    break;
                if (filter.Matches(state.Call) && --skip < 0)
                    page.Add(state);
            }

            return page;
        }
    }

    /// <summary>Reads a call, with its transcript if that is ready, as the API shows it; null when the API does not show it.</summary>
    internal ResponseItem? Read(string id)
    {
        var now = time.GetUtcNow();
        return Find(id) is { } state && state.IsShown(now) ? new(state, state.TranscriptAt(now), state.IsTranscriptComplete(now)) : null;
    }

    /// <summary>Counts the calls that the API shows, the arrivals so far, and the arrivals still to come.</summary>
    internal (int Calls, long Arrivals, long? ArrivalsLeft) CountCalls()
    {
        lock (sync)
        {
            var now = Advance();
            return (index.CountUpTo(now) + index.FutureDated(now).Count(), timeline.Arrived, timeline.ArrivalsLeft);
        }
    }

    /// <summary>Brings the workspace up to date. Must run first whenever the lock is taken.</summary>
    private DateTimeOffset Advance()
    {
        var now = time.GetUtcNow();
        timeline.AdvanceTo(now, Arrive);
        return now;
    }

    private void Arrive(long number, DateTimeOffset at)
    {
        if (faultSampler?.Sample(number, at) is not { } faults)
        {
            Add("arrival", number, at, at);
            return;
        }

        for (var extra = 0; extra < faults.BurstSize; extra++)
            Add($"burst {number}", extra, at, at);

        if (faults.LateBy is { } late)
            timeline.Schedule(at + late, shownAt => Add(number, at, shownAt, faults));
        else
            Add(number, at, at, faults);
    }

    private void Add(long number, DateTimeOffset at, DateTimeOffset shownAt, SampledArrivalFaults faults)
    {
        var id = Add("arrival", number, at, shownAt, faults.ApplyTo, state => faults.ApplyTo(state, shownAt)).Id;
        if (faults.EditAfter is { } editAfter)
        {
            timeline.Schedule(
                shownAt + editAfter,
                _ =>
                {
                    if (index.TryGet(id, out var state))
                        index.Replace(state, state with { Call = faults.Edit(state.Call) });
                }
            );
        }

        if (faults.DeleteAfter is { } deleteAfter)
            timeline.Schedule(shownAt + deleteAfter, now => Delete(id, now));
    }

    private SimulatedCall Add(
        string purpose,
        long number,
        DateTimeOffset at,
        DateTimeOffset shownAt,
        Func<SimulatedCall, SimulatedCall>? change = null,
        Func<SimulatedCallState, SimulatedCallState>? changeState = null
    )
    {
        var state = generator.Generate(purpose, number, at, shownAt, change);
        index.Add(changeState?.Invoke(state) ?? state);
        return state.Call;
    }

    internal SimulatedCallState Replace(string id, Func<SimulatedCallState, DateTimeOffset, SimulatedCallState> change)
    {
        lock (sync)
        {
            var now = Advance();
            if (!index.TryGet(id, out var state))
                throw new KeyNotFoundException($"Call {id} does not exist.");

            var changed = change(state, now);
            if (changed.Call.Id != id)
                throw new ArgumentException($"The id of call {id} cannot be changed.", nameof(change));

            index.Replace(state, changed);
            return changed;
        }
    }

    private bool Delete(string id, DateTimeOffset now)
    {
        if (!index.TryGet(id, out var state))
            return false;

        index.Remove(state);
        deleted.Add(state with { DeletedAt = now });
        return true;
    }
}
