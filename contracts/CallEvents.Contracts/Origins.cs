namespace CallEvents.Contracts;

/// <summary>The known values of a message's origin: why it is told now. Others may come.</summary>
public static class Origins
{
    /// <summary>It has just happened.</summary>
    public const string Live = "live";

    /// <summary>The call is older than the first start of the poller: history, told so that subscribers can fill up.</summary>
    public const string Backfill = "backfill";

    /// <summary>It was found late, by walking an old stretch of time again.</summary>
    public const string Reread = "reread";

    /// <summary>An operator asked for it to be told again.</summary>
    public const string Replay = "replay";
}
