namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Whether a time lies in the first or last part of a call. Borders are decimals, so that 70 % of 10 s is 7 s.</summary>
internal static class CallPartCheck
{
    private const double LongestSeconds = 1e12;

    /// <summary>Where the part ends, or where it begins if it is the last; null where the call's length is needed and not known.</summary>
    public static decimal? BorderOf(CallPart part, double? length)
    {
        if (part is { IsFirst: true, Seconds: { } first })
            return ToDecimal(first);
        if (length is not { } known)
            return null;
        var (whole, share) = (ToDecimal(known), ToDecimal(part.Share ?? 0));
        return part switch
        {
            { Seconds: { } last } => whole - ToDecimal(last),
            { IsFirst: true } => whole * share,
            _ => whole * (1 - share),
        };
    }

    public static bool Includes(CallPart part, decimal border, double start) =>
        part.IsFirst ? ToDecimal(start) < border : ToDecimal(start) >= border;

    private static decimal ToDecimal(double value) => (decimal)Math.Clamp(value, -LongestSeconds, LongestSeconds);
}
