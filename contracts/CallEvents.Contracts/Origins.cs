namespace CallEvents.Contracts;

/// <summary>The known values of a message's origin: why it is published now. Others may be added.</summary>
public static class Origins
{
    /// <summary>It has just happened.</summary>
    public const string Live = "live";

    /// <summary>The call is older than the poller's first start: history.</summary>
    public const string Backfill = "backfill";

    /// <summary>It was found late, by a re-read window.</summary>
    public const string Reread = "reread";

    /// <summary>It is published again on request.</summary>
    public const string Replay = "replay";
}
