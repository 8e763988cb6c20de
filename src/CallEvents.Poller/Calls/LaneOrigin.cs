using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>The origin that subscribers are told, from the lane that found the fact.</summary>
internal static class LaneOrigin
{
    public static string Origin(this Lane lane) => lane switch
    {
        Lane.Live => Origins.Live,
        Lane.Reread => Origins.Reread,
        Lane.Backfill => Origins.Backfill,
        Lane.Replay => Origins.Replay,
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, null),
    };
}
