using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>Tracks the age and the number of uses of issued cursors, for the fault that expires them.</summary>
internal sealed class IssuedCursors(TimeProvider time)
{
    private const int MaxCursors = 100_000;

    private readonly Lock sync = new();
    private readonly Dictionary<string, (DateTimeOffset At, int Uses)> issued = [];

    public void Add(string cursor)
    {
        lock (sync)
        {
            if (issued.Count >= MaxCursors)
                issued.Clear();

            issued[cursor] = (time.GetUtcNow(), 0);
        }
    }

    /// <summary>Records a use of the cursor and checks the limits. An unknown cursor counts as issued now.</summary>
    public bool IsExpired(string cursor, CursorExpiryFault expiry)
    {
        lock (sync)
        {
            var now = time.GetUtcNow();
            var (at, uses) = issued.GetValueOrDefault(cursor, (now, 0));
            issued[cursor] = (at, ++uses);
            return expiry is { After: null, Uses: null } || now - at >= expiry.After || uses > expiry.Uses;
        }
    }
}
