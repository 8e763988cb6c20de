namespace CallEvents.Poller.Calls;

/// <summary>How far a corrected clock is trusted.</summary>
internal static class ClockSkew
{
    /// <summary>
    /// The corrected clock may move by less than this with a slow response; a plan further ahead was made by a wrong clock.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>The resolution of the API's <c>Date</c> header: the corrected clock moves by so much at any time.</summary>
    public static readonly TimeSpan Noise = TimeSpan.FromSeconds(2);
}
