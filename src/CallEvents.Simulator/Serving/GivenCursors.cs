using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Serving;

/// <summary>Remembers when cursors were given out and how often they were used, while they may expire.</summary>
internal sealed class GivenCursors(TimeProvider time)
{
    private const int MostKept = 100_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTimeOffset At, int Uses)> given = [];

    public void Give(string cursor)
    {
        lock (gate)
        {
            if (given.Count >= MostKept)
                given.Clear();

            given[cursor] = (time.GetUtcNow(), 0);
        }
    }

    /// <summary>Whether a cursor is too old or too worn, this use included. One that is not known was given out just now.</summary>
    public bool IsOver(string cursor, CursorExpiry expiry)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var (at, uses) = given.GetValueOrDefault(cursor, (now, 0));
            given[cursor] = (at, ++uses);
            return expiry is { After: null, Uses: null } || now - at >= expiry.After || uses > expiry.Uses;
        }
    }
}
