using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Faults;

/// <summary>
/// Draws which requests and arrivals a fault strikes, and counts them. Each kind of fault has a sequence of its own from the seed.
/// Safe to use from any thread.
/// </summary>
internal sealed class Lottery(long seed, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> drawn = new();
    private readonly ConcurrentDictionary<string, long> struck = new();
    private readonly ConditionalWeakTable<Fault, State> states = [];

    /// <summary>How often each fault has struck, by its name in JSON.</summary>
    public IReadOnlyDictionary<string, long> Struck =>
        new SortedDictionary<string, long>(
            struck.ToDictionary(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.Key), kind => kind.Value), StringComparer.Ordinal);

    /// <summary>Whether a request is struck.</summary>
    public bool Strikes(Fault? fault, string kind) =>
        fault is not null && Strikes(fault, kind, new Dice(seed, kind, drawn.AddOrUpdate(kind, 0, (_, number) => number + 1)));

    /// <summary>Whether the dice say that it strikes.</summary>
    public bool Strikes(Fault? fault, string kind, Dice dice)
    {
        if (fault is null || !dice.Chance(fault.Probability))
            return false;

        if (fault is CountedFault { Count: { } count })
        {
            var state = states.GetOrCreateValue(fault);
            lock (state)
            {
                if (state.Struck >= count)
                    return false;

                state.Struck++;
            }
        }

        Count(kind);
        return true;
    }

    /// <summary>Whether a request is struck by a fault that may go on as a storm.</summary>
    public bool Storms(Refusal? fault, string kind)
    {
        if (fault is not { Storm: { } length })
            return Strikes(fault, kind);

        var state = states.GetOrCreateValue(fault);
        lock (state)
        {
            if (time.GetUtcNow() < state.StormUntil)
            {
                Count(kind);
                return true;
            }

            if (!Strikes(fault, kind))
                return false;

            state.StormUntil = time.GetUtcNow() + length;
            return true;
        }
    }

    public void Count(string kind) => struck.AddOrUpdate(kind, 1, (_, count) => count + 1);

    private sealed class State
    {
        public long Struck { get; set; }

        public DateTimeOffset StormUntil { get; set; }
    }
}
