using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Workspaces;

/// <summary>The position of a call in the list. The id breaks ties, so that positions are unique.</summary>
internal readonly record struct CallPosition(DateTimeOffset CreatedAt, string Id)
{
    public static CallPosition Of(SimulatedCall call) => new(call.CreatedAt, call.Id);

    public static bool operator <(CallPosition left, CallPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(CallPosition left, CallPosition right) => left.CompareTo(right) > 0;

    private int CompareTo(CallPosition other) =>
        CreatedAt.CompareTo(other.CreatedAt) is var byTime and not 0 ? byTime : string.CompareOrdinal(Id, other.Id);
}
