using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>A kind of API work. The order is the priority: live first.</summary>
internal enum Lane
{
    Live,
    Reread,
    Backfill,
    Replay,
}

/// <summary>The origin that messages carry for each lane.</summary>
internal static class LaneOrigin
{
    public static string Origin(this Lane lane) =>
        lane switch
        {
            Lane.Live => Origins.Live,
            Lane.Reread => Origins.Reread,
            Lane.Backfill => Origins.Backfill,
            Lane.Replay => Origins.Replay,
            _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, null),
        };
}
