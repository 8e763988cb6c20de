using CallEvents.Poller.Calls;
using CallEvents.Poller.Status;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands.Rehearsing;

/// <summary>What the next poll would publish.</summary>
internal sealed record DryRunReport : CommandReport
{
    private const int MaxLines = 20;

    public required string Workspace { get; init; }

    /// <summary>Whether there is a ledger that knows the workspace. Without one, this is what the first start would publish.</summary>
    public required bool HasLedger { get; init; }

    /// <summary>Whether an operator has paused the workspace: the next poll comes when it is resumed.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>The window that the next poll walks.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>How many calls the API shows in it.</summary>
    public required int Calls { get; init; }

    /// <summary>Events that are recorded already, and would be published first, by type.</summary>
    public required IReadOnlyDictionary<CallEventType, long> Pending { get; init; }

    /// <summary>Transcripts that are due to be checked.</summary>
    public required int TranscriptChecksDue { get; init; }

    /// <summary>
    /// Those among them that were read: what they would publish is among the events. Each of the others may publish a
    /// <c>CallTranscribed</c>.
    /// </summary>
    public required int TranscriptChecksRead { get; init; }

    /// <summary>How far backfill has come, while it goes on beside the polls.</summary>
    public required DateTimeOffset? BackfilledTo { get; init; }

    /// <summary>Items that would be parked.</summary>
    public required int Parked { get; init; }

    public required IReadOnlyList<string> Unreadable { get; init; }

    public required IReadOnlyList<RehearsedEvent> Events { get; init; }

    private string Walk => $"{Format.Instant(From)} to {Format.Instant(To)}: {Format.Number(Calls, "call")}";

    private int TranscriptChecks =>
        HasLedger ? TranscriptChecksDue - TranscriptChecksRead : Events.Count(one => one.Type == nameof(CallEventType.CallRecorded));

    private IEnumerable<string> Lines =>
        [
            .. IsPaused ? [$"Workspace {Workspace} is paused: the next poll comes after `resume`."] : (string[])[],
            HasLedger ? $"The next poll of workspace {Workspace} walks {Walk}." : $"The first start of workspace {Workspace} walks {Walk}.",
            Events.Count == 0
                ? "It would publish nothing new."
                : $"It would publish {Format.Number(Events.Count, "event")}: {string.Join(", ", Kinds())}.",
            .. Pending.Select(type => $"{Format.Number(type.Value)} {type.Key} are pending, and would be published first."),
            .. Optional(
                TranscriptChecks,
                number => $"{Format.Number(number, "transcript")} would be checked too, and published as CallTranscribed when ready."
            ),
            .. Optional(Parked, number => $"{Format.Number(number, "item")} cannot be read, and would be parked."),
            .. Unreadable.Select(range => $"Cannot be read: {range}."),
            .. BackfilledTo is { } to ? [$"Beside it, backfill continues at {Format.Instant(to)}."] : (string[])[],
        ];

    public override void WriteTo(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        foreach (var line in Lines)
            writer.WriteLine(line);
        foreach (var one in Events.Take(MaxLines))
            writer.WriteLine(StatusText.Plain($"{one.Type} ({one.Origin}): {one.CallId}"));
        if (Events.Count > MaxLines)
            writer.WriteLine($"… and {Format.Number(Events.Count - MaxLines)} more: --json names all");
    }

    private IEnumerable<string> Kinds() =>
        Events.CountBy(one => (one.Type, one.Origin)).Select(kind => $"{Format.Number(kind.Value)} {kind.Key.Type} ({kind.Key.Origin})");

    private static IEnumerable<string> Optional(int number, Func<int, string> line) => number > 0 ? [line(number)] : [];
}

/// <summary>An event that would be published.</summary>
internal sealed record RehearsedEvent(string CallId, string Type, string Origin);
