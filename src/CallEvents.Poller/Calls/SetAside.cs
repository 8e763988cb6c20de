namespace CallEvents.Poller.Calls;

/// <summary>What cannot be read now: gaps, parked calls and items.</summary>
internal static class SetAside
{
    /// <summary>When it is tried again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromHours(1);
}
