namespace CallEvents.Poller.Calls;

/// <summary>A kind of API work. The order is the priority: live goes first.</summary>
internal enum Lane
{
    Live,
    Reread,
    Backfill,
    Replay,
}
