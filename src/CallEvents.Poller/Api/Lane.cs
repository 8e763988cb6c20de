namespace CallEvents.Poller.Api;

/// <summary>A kind of API work. The order is the priority: live goes first.</summary>
internal enum Lane
{
    Live,
    Reread,
    Backfill,
    Replay,
}
