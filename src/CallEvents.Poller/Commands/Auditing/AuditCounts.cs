namespace CallEvents.Poller.Commands.Auditing;

/// <summary>How many calls have come how far.</summary>
internal sealed record AuditCounts
{
    public int Calls { get; init; }

    /// <summary>Known to the ledger: published, pending, parked or discarded.</summary>
    public int Discovered => Published + Pending + Parked + Discarded;

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
            Published = counts.GetValueOrDefault(CallStanding.Published),
            Pending = counts.GetValueOrDefault(CallStanding.Pending),
            Parked = counts.GetValueOrDefault(CallStanding.Parked),
            Discarded = counts.GetValueOrDefault(CallStanding.Discarded),
            Excluded = counts.GetValueOrDefault(CallStanding.Excluded),
            Missing = counts.GetValueOrDefault(CallStanding.Missing) + counts.GetValueOrDefault(CallStanding.Unrecorded),
        };
    }

    public static AuditCounts Sum(IEnumerable<AuditCounts> counts) =>
        counts.Aggregate(
            new AuditCounts(),
            (sum, one) =>
                new AuditCounts
                {
                    Calls = sum.Calls + one.Calls,
                    Published = sum.Published + one.Published,
                    Pending = sum.Pending + one.Pending,
                    Parked = sum.Parked + one.Parked,
                    Discarded = sum.Discarded + one.Discarded,
                    Excluded = sum.Excluded + one.Excluded,
                    Missing = sum.Missing + one.Missing,
                }
        );
}
