using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Faults;

/// <summary>
/// Samples which requests and arrivals trigger a fault, and counts the triggers. Each kind of fault has its own random sequence
/// from the seed. Safe to use from any thread.
/// </summary>
internal sealed class FaultSampler(long seed, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> draws = new();
    private readonly ConcurrentDictionary<string, long> triggerCounts = new();
    private readonly ConditionalWeakTable<Fault, State> states = [];

    /// <summary>The number of triggers of each fault, by its name in JSON.</summary>
    public IReadOnlyDictionary<string, long> TriggerCounts =>
        new SortedDictionary<string, long>(
            triggerCounts.ToDictionary(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.Key), kind => kind.Value),
            StringComparer.Ordinal
        );

    /// <summary>Whether the current request triggers the fault.</summary>
    public bool Triggers(Fault? fault, string kind) =>
        fault is not null && Triggers(fault, kind, new SeededRandom(seed, kind, draws.AddOrUpdate(kind, 0, (_, number) => number + 1)));

    /// <summary>Whether the next value of a random sequence triggers the fault.</summary>
    public bool Triggers(Fault? fault, string kind, SeededRandom random)
    {
        if (fault is null || !random.NextBool(fault.Probability))
            return false;

        if (fault is CountedFault { Count: { } count })
        {
            var state = states.GetOrCreateValue(fault);
            lock (state)
            {
                if (state.TriggerCount >= count)
                    return false;

                state.TriggerCount++;
            }
        }

        RecordTrigger(kind);
        return true;
    }

    /// <summary>Whether the current request triggers the fault, or falls into the duration of an earlier trigger.</summary>
    public bool TriggersOrPersists(ErrorFault? fault, string kind)
    {
        if (fault is not { Duration: { } duration })
            return Triggers(fault, kind);

        var state = states.GetOrCreateValue(fault);
        lock (state)
        {
            if (time.GetUtcNow() < state.ActiveUntil)
            {
                RecordTrigger(kind);
                return true;
            }

            if (!Triggers(fault, kind))
                return false;

            state.ActiveUntil = time.GetUtcNow() + duration;
            return true;
        }
    }

    private void RecordTrigger(string kind) => triggerCounts.AddOrUpdate(kind, 1, (_, count) => count + 1);

    private sealed class State
    {
        public long TriggerCount { get; set; }

        public DateTimeOffset ActiveUntil { get; set; }
    }
}
