using CallEvents.Local.Verification;
using CallEvents.Local.WireTap;
using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>What remains to be read after the run.</summary>
internal sealed class Summary(SnapshotReader snapshots, Heard heard, Header header, DataFolder folder)
{
    private const int MostProblems = 10;
    private const int WidthOfFiles = 1000;

    private static readonly Style Quiet = new(Color.Grey);

    public void Write(IAnsiConsole console, Verdict verdict)
    {
        // A file has no edge to wrap at.
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = WidthOfFiles;

        var now = snapshots.Read();
        console.WriteLine();
        console.MarkupLine($"[bold]CallEvents[/] ran for {Words.Clock(now.Elapsed)} with {Markup.Escape(header.Text)}.");
        console.WriteLine();
        WriteNumbers(console, verdict, now);
        console.WriteLine();
        if (verdict.Lost)
            WriteProblems(console, verdict);
        else
            console.MarkupLine("[green]Nothing was lost: every call was told and handled.[/]");
        if (verdict.Lost || !folder.IsTemporary)
            console.WriteLine($"The state and the log are kept in {folder.Path}", Quiet);
    }

    private void WriteNumbers(IAnsiConsole console, Verdict verdict, Snapshot now)
    {
        Line("Calls shown", verdict.Shown);
        Line("Recorded told", verdict.Recorded, ThisRun(verdict.Recorded, now.Recorded));
        Line("Transcribed told", verdict.Transcribed, ThisRun(verdict.Transcribed, now.Transcribed), verdict.NotReady > 0 ? $"{Words.Count(verdict.NotReady)} transcripts not ready yet" : null);
        if (now.Updated + now.Unavailable > 0)
            Line("Updates told", now.Updated + now.Unavailable, now.Unavailable > 0 ? $"{Words.Count(now.Unavailable)} of them transcripts unavailable" : null);
        Line("CRM writes", now.Writes, $"{Words.Count(now.TranscriptsWritten)} with a transcript");
        Line("Alerts", verdict.Alerted, ThisRun(verdict.Alerted, now.Alerts));
        Line("Duplicates", verdict.Duplicates, heard.Repeats > 0 ? $"{Words.Count(heard.Repeats)} events came again under the same id, which is harmless" : null);
        Line("Missing", verdict.Missing);

        void Line(string label, long number, params ReadOnlySpan<string?> notes)
        {
            console.Markup($"  {label,-17}[bold]{Words.Count(number),9}[/]");
            console.WriteLine(string.Join("; ", notes.ToArray().OfType<string>()) is { Length: > 0 } note ? $"   {note}" : "", Quiet);
        }
    }

    private static string? ThisRun(long inAll, long now) => now < inAll ? $"{Words.Count(now)} in this run" : null;

    private static void WriteProblems(IAnsiConsole console, Verdict verdict)
    {
        console.MarkupLine("[red]Not everything was told and handled:[/]");
        foreach (var problem in verdict.Problems.Take(MostProblems))
            console.WriteLine($"  {Words.Plain(problem)}");
        if (verdict.Problems.Count - MostProblems is > 0 and var more)
            console.WriteLine($"  and {Words.Count(more)} more like these");
    }
}
