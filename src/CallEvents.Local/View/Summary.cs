using CallEvents.Local.Verification;
using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;
using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Prints the result of a run.</summary>
internal sealed class Summary(SnapshotReader snapshots, ReceivedEvents receivedEvents, Header header, DataFolder folder)
{
    private const int MaxProblems = 10;
    private const int FileWidth = 1000;
    private const int LabelWidth = 17;

    private static readonly Style MutedStyle = new(Color.Grey);

    public void Write(IAnsiConsole console, VerificationReport report)
    {
        // A file has no width to wrap at.
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = FileWidth;

        var snapshot = snapshots.Read();
        console.WriteLine();
        console.MarkupLine($"[bold]CallEvents[/] ran for {Format.Clock(snapshot.Elapsed)} with {Markup.Escape(header.Text)}.");
        console.WriteLine();
        WriteCounts(console, report, snapshot);
        console.WriteLine();
        if (report.HasProblems)
            WriteProblems(console, report);
        else
            console.MarkupLine("[green]No losses: every call was published and handled.[/]");
        if (report.HasProblems || !folder.IsTemporary)
            console.WriteLine($"State and log kept in {folder.Path}", MutedStyle);
    }

    private void WriteCounts(IAnsiConsole console, VerificationReport report, Snapshot snapshot)
    {
        var others = snapshot.Updated + snapshot.Unavailable;
        IEnumerable<string> rules = (snapshot.AlertsByRule ?? []).Select(rule => RuleLabel(rule.RuleId));
        var width = rules.Select(label => label.Length + 1).Append(LabelWidth).Max();
        WriteCount("Calls", report.Calls);
        WriteCount($"{CallEventType.CallRecorded}", report.Recorded, InThisRun(report.Recorded, snapshot.Recorded));
        WriteCount(
            $"{CallEventType.CallTranscribed}",
            report.Transcribed,
            InThisRun(report.Transcribed, snapshot.Transcribed),
            NoteIfAny(report.PendingTranscripts, "transcripts not ready yet")
        );
        if (others > 0)
            WriteCount("Other events", others, NoteIfAny(snapshot.Unavailable, $"{CallEventType.CallTranscriptUnavailable}"));
        WriteCount("CRM writes", snapshot.Writes, $"{Format.Count(snapshot.TranscriptsWritten)} with a transcript");
        WriteAlerts();
        WriteCount(
            "Duplicates",
            report.Duplicates,
            NoteIfAny(receivedEvents.RepeatedDeliveries, "repeated deliveries with the same message id, which are harmless")
        );
        WriteCount("Missing", report.Missing, NoteIfAny(report.Interrupted, "still under way at the end"));

        void WriteAlerts()
        {
            if (snapshot.AlertsByRule is not { } alerts)
            {
                WriteCount("Alerts", report.Alerted, InThisRun(report.Alerted, snapshot.Alerts));
                return;
            }

            WriteCount("Alerts", snapshot.Alerts, "in this run; not verified, which is possible for the built-in rule only");
            foreach (var rule in alerts)
                WriteCount(RuleLabel(rule.RuleId), rule.Alerts);
        }

        void WriteCount(string label, long count, params ReadOnlySpan<string?> notes)
        {
            console.Markup($"  {Markup.Escape(label.PadRight(width))}[bold]{Format.Count(count), 9}[/]");
            console.WriteLine(string.Join("; ", notes.ToArray().OfType<string>()) is { Length: > 0 } note ? $"   {note}" : "", MutedStyle);
        }
    }

    private static string RuleLabel(string ruleId) => $"  {Format.Sanitize(ruleId)}";

    private static string? InThisRun(long total, long inThisRun) => inThisRun < total ? $"{Format.Count(inThisRun)} in this run" : null;

    private static string? NoteIfAny(long count, string text) => count > 0 ? $"{Format.Count(count)} {text}" : null;

    private static void WriteProblems(IAnsiConsole console, VerificationReport report)
    {
        console.MarkupLine("[red]Verification failed:[/]");
        foreach (var problem in report.Problems.Take(MaxProblems))
            console.WriteLine($"  {Format.Sanitize(problem)}");
        if (report.Problems.Count - MaxProblems is > 0 and var more)
            console.WriteLine($"  and {Format.Count(more)} more");
    }
}
