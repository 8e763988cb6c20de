using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>The result of an audit of the ledger.</summary>
internal sealed record LedgerAuditReport : AuditReport
{
    /// <inheritdoc cref="AuditCounts.Discovered"/>
    public required int Discovered { get; init; }

    public required int Published { get; init; }

    /// <summary>With an event that is not confirmed by the broker yet, or in a part that the poller has yet to reach.</summary>
    public required int Pending { get; init; }

    /// <summary>Parked, in a gap, or with an event that is too large.</summary>
    public required int Parked { get; init; }

    public required int Discarded { get; init; }

    /// <inheritdoc cref="CallStanding.Excluded"/>
    public required int Excluded { get; init; }

    /// <summary>Calls of the window that the ledger knows and the API does not show, such as deleted ones.</summary>
    public required int NotShown { get; init; }

    /// <summary>How many of the missing calls are in the ledger without their <c>CallRecorded</c>.</summary>
    public required int Unrecorded { get; init; }

    /// <summary>With <c>--fix</c>: how many that were missing have been observed, and are not missing any more.</summary>
    public int? Observed { get; init; }

    /// <summary>With <c>--fix</c>: how many that lacked their <c>CallRecorded</c> have been published by a replay.</summary>
    public int? Replayed { get; init; }

    public required DateTimeOffset Watermark { get; init; }

    public required IReadOnlyList<LedgerAuditDay> Days { get; init; }

    public override AuditPage ToPage() =>
        new()
        {
            Title = $"Audit of the ledger: {Verdict}",
            Sentences = [Verdict, Window, .. Remarks(), .. UnreadableLines],
            Tables = Calls == 0 ? [] : [DayTable()],
            Ids = Ids,
        };

    private string Verdict =>
        Calls == 0 ? "The API shows no call in this window."
        : Missing == 0 ? $"None of {Format.Number(Calls, "call")} is missing."
        : $"{Format.Number(Missing)} of {Format.Number(Calls, "call")} are missing in the ledger.";

    private IEnumerable<string> Remarks()
    {
        if (Unrecorded > 0)
        {
            yield return $"{Format.Number(Unrecorded)} of the missing calls are in the ledger without their CallRecorded"
                + (Replayed is null ? ": --fix publishes it as a replay." : ".");
        }

        if (Replayed > 0)
            yield return $"{Format.Number(Replayed.Value)} that lacked their CallRecorded have been published now, as a replay.";
        if (Observed > 0)
            yield return $"{Format.Number(Observed.Value)} that were missing have been observed now, and are published like any other.";
        if (Pending > 0)
            yield return $"{Format.Number(Pending)} wait to be read or published: the poller has read up to {Format.Instant(Watermark)}.";
        if (Excluded > 0)
            yield return $"{Format.Number(Excluded)} were created before Polling:StartFrom, or erased on request, and are not published.";
        if (NotShown > 0)
            yield return $"The ledger knows {Format.Number(NotShown)} more, which the API does not show.";
    }

    private AuditTable DayTable() =>
        new(
            ["Day", "Calls", "Discovered", "Published", "Pending", "Parked", "Missing"],
            [.. Days.Select(day => Row(Format.Day(day.Day), day.Counts)), Row("Total", AuditCounts.Sum(Days.Select(day => day.Counts)))]
        );

    private static string[] Row(string name, AuditCounts counts) =>
        [
            name,
            Format.Number(counts.Calls),
            Format.Number(counts.Discovered),
            Format.Number(counts.Published),
            Format.Number(counts.Pending),
            Format.Number(counts.Parked),
            Format.Number(counts.Missing),
        ];
}

/// <summary>One day, in UTC.</summary>
internal sealed record LedgerAuditDay(DateOnly Day, AuditCounts Counts);
