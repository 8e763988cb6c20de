namespace CallEvents.Poller.Commands.Auditing;

/// <summary>How many calls have come how far.</summary>
internal sealed record AuditCounts
{
    public int Calls { get; init; }

    /// <summary>Read by the poller: all but those that are missing, excluded, in a gap or ahead of it.</summary>
    public int Discovered { get; init; }

    public int Published { get; init; }

    public int Pending { get; init; }

    public int Parked { get; init; }

    public int Discarded { get; init; }

    public int Excluded { get; init; }

    public int Missing { get; init; }

    public static AuditCounts Of(IEnumerable<CallStanding> standings)
    {
        var counts = standings.CountBy(standing => standing).ToDictionary();
        return new AuditCounts
        {
            Calls = counts.Values.Sum(),
            Discovered = Number(CallStanding.Published, CallStanding.Pending, CallStanding.Parked, CallStanding.Discarded),
            Published = Number(CallStanding.Published),
            Pending = Number(CallStanding.Pending, CallStanding.Ahead),
            Parked = Number(CallStanding.Parked, CallStanding.InGap),
            Discarded = Number(CallStanding.Discarded),
            Excluded = Number(CallStanding.Excluded),
            Missing = Number(CallStanding.Missing, CallStanding.Unrecorded),
        };

        int Number(params IEnumerable<CallStanding> some) => some.Sum(standing => counts.GetValueOrDefault(standing));
    }

    public static AuditCounts Sum(IEnumerable<AuditCounts> counts) =>
        counts.Aggregate(
            new AuditCounts(),
            (sum, one) =>
                new AuditCounts
                {
                    Calls = sum.Calls + one.Calls,
                    Discovered = sum.Discovered + one.Discovered,
                    Published = sum.Published + one.Published,
                    Pending = sum.Pending + one.Pending,
                    Parked = sum.Parked + one.Parked,
                    Discarded = sum.Discarded + one.Discarded,
                    Excluded = sum.Excluded + one.Excluded,
                    Missing = sum.Missing + one.Missing,
                }
        );
}
