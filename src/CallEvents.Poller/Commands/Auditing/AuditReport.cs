using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>The result of an audit.</summary>
internal abstract record AuditReport : CommandReport
{
    public required string Workspace { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>How many calls the API shows.</summary>
    public required int Calls { get; init; }

    /// <summary>How many of them are missing.</summary>
    public required int Missing { get; init; }

    /// <summary>The ids of those that are missing, oldest first.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>Ranges that the API does not show: nothing is known of their calls.</summary>
    public required IReadOnlyList<AuditGap> Unreadable { get; init; }

    public override bool IsWell() => Missing == 0 && Unreadable.Count == 0;

    public override void WriteTo(IAnsiConsole console) => AuditText.Write(console, ToPage());

    /// <summary>The same for a person.</summary>
    public abstract AuditPage ToPage();

    protected string Window => $"Workspace {Workspace}, calls created from {Format.Instant(From)} to {Format.Instant(To)}.";

    protected IEnumerable<string> UnreadableLines =>
        Unreadable.Select(gap =>
            $"Not audited: the API cannot be read from {Format.Instant(gap.From)} to {Format.Instant(gap.To)} ({gap.Error})."
        );
}

/// <summary>A range that could not be audited.</summary>
internal sealed record AuditGap(DateTimeOffset From, DateTimeOffset To, string Error)
{
    public static IReadOnlyList<AuditGap> Of(IEnumerable<UnreadableRange> ranges) =>
        [.. ranges.Select(range => new AuditGap(range.Slice.From, range.Slice.To, range.Error))];
}

/// <summary>What a person reads of an audit, on a terminal or on a page.</summary>
internal sealed record AuditPage
{
    public required string Title { get; init; }

    public required IReadOnlyList<string> Sentences { get; init; }

    public required IReadOnlyList<AuditTable> Tables { get; init; }

    /// <summary>The ids that are missing.</summary>
    public required IReadOnlyList<string> Ids { get; init; }
}

/// <summary>A table: the first column has text, the others numbers.</summary>
internal sealed record AuditTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
