using CallEvents.Poller.Ledger.Moving;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands.Moving;

/// <summary>What was exported or imported.</summary>
internal sealed record LedgerMoveReport : CommandReport
{
    private readonly MovedRows moved;
    private readonly string verb;
    private readonly string next;

    private LedgerMoveReport(MovedRows moved, string file, string verb, string next) =>
        (this.moved, File, this.verb, this.next) = (moved, file, verb, next);

    public string File { get; }

    public string Workspace => moved.Workspace;

    /// <summary>All calls created before it were observed.</summary>
    public DateTimeOffset Watermark => moved.Watermark;

    public long Calls => moved.Calls;

    public long Events => moved.Events;

    /// <summary>Events that are not published yet.</summary>
    public long PendingEvents => moved.PendingEvents;

    public long Jobs => moved.Jobs;

    public long Erasures => moved.Erasures;

    public static LedgerMoveReport Exported(MovedRows moved, string file) =>
        new(
            moved,
            file,
            "Exported",
            "It is paused here, so that only its copy publishes: import the file where it goes on. To go on here instead, delete the file, "
                + "start a poller and run `resume`. The file has personal data: delete it when it is imported."
        );

    public static LedgerMoveReport Imported(MovedRows moved, string file) =>
        new(moved, file, "Imported", "Start a poller with this ledger: it goes on where the other one ended.");

    /// <summary>Prints how far a copy has come.</summary>
    public static Action<MovedRows> Progress(CommandContext context)
    {
        var time = context.Get<TimeProvider>();
        return moved =>
            context.Progress.Report($"{Format.Number(moved.Calls, "call")}, {Format.Number(moved.Events, "event")} copied", time);
    }

    public override void WriteTo(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        writer.WriteLine(
            $"{verb} workspace {Workspace}, up to date until {Format.Instant(Watermark)}: {Format.Number(Calls, "call")}, "
                + $"{Format.Number(Events, "event")} ({Format.Number(PendingEvents)} not published yet), {Format.Number(Jobs, "job")}, "
                + $"{Format.Number(Erasures, "erasure")}"
        );
        writer.WriteLine(next);
    }
}
