using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>The result of an audit of another tool's list.</summary>
internal sealed record ListAuditReport : AuditReport
{
    /// <summary>How many ids the list has.</summary>
    public required int Listed { get; init; }

    /// <summary>How many of them the API does not show in the window.</summary>
    public required int NotShown { get; init; }

    public required IReadOnlyList<ListAuditDay> Days { get; init; }

    /// <summary>How late the missing calls became visible; null when there is no ledger, which alone knows it.</summary>
    public required IReadOnlyList<Lateness>? Lateness { get; init; }

    public override AuditPage ToPage() =>
        new()
        {
            Title = $"Audit of a list: {Verdict}",
            Sentences = [Verdict, Window, .. Remarks(), .. UnreadableLines],
            Tables = Calls == 0 ? [] : [DayTable(), .. Missing > 0 && Lateness is not null ? [LatenessTable(Lateness)] : (AuditTable[])[]],
            Ids = Ids,
        };

    private string Verdict =>
        Calls == 0 ? "The API shows no call in this window."
        : Missing == 0 ? $"Your list has all {Format.Number(Calls, "call")}."
        : $"Your list lacks {Format.Number(Missing)} of {Format.Number(Calls, "call")}.";

    private IEnumerable<string> Remarks()
    {
        if (Calls > 0 && Missing == Calls && Listed > 0)
            yield return $"None of the {Format.Number(Listed)} values in the list is the id of such a call: see --column, --from and --to.";
        else if (NotShown > 0)
            yield return $"{Format.Number(NotShown, "id")} of the list are not in this window of the API.";
        if (Missing > 0 && Lateness is null)
            yield return "How late the missing calls became visible is known once a poller has run here.";
    }

    private AuditTable DayTable() =>
        new(
            ["Day", "Calls", "Missing"],
            [
                .. Days.Select(day => (string[])[Format.Day(day.Day), Format.Number(day.Calls), Format.Number(day.Missing)]),
                ["Total", Format.Number(Calls), Format.Number(Missing)],
            ]
        );

    private static AuditTable LatenessTable(IReadOnlyList<Lateness> lateness) =>
        new(["Visible after", "Missing"], [.. lateness.Select(range => (string[])[range.After, Format.Number(range.Missing)])]);
}

/// <summary>One day, in UTC.</summary>
internal sealed record ListAuditDay(DateOnly Day, int Calls, int Missing);
