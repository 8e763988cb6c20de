using CallEvents.Local.WireTap;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CallEvents.Local.View;

/// <summary>Lays out one screen: what was seen, told and done about it, then the last events.</summary>
internal sealed class Dashboard(Heard heard, Header header, DataFolder folder, TimeProvider time)
{
    private const int LeastWidth = 80;
    private const int LeastHeight = 23;
    private const int NumbersHeight = 7;
    private const int RoomForWords = 3;
    private const int EventsHeight = 13;
    private const int BarsFrom = 28;
    private const int HighestBars = 8;

    private static readonly Style Quiet = new(Color.Grey);

    public IRenderable Draw(Snapshot now, int width, int height)
    {
        if (width < LeastWidth || height < LeastHeight)
            return new Text($"{Words.Count(now.Calls)} calls, {Words.Count(now.Recorded + now.Transcribed)} events told. The view needs {LeastWidth} × {LeastHeight}.");

        var barsHeight = height < BarsFrom ? 0 : Math.Min(height - LeastHeight - 1, HighestBars);
        return new Rows(
        [
            Title(now),
            Sized(Numbers(now, width), NumbersHeight),
            .. barsHeight > 0 ? [Sized(new Layout(BarsOf(width - 4, barsHeight - 2)), barsHeight)] : Array.Empty<IRenderable>(),
            Sized(new Layout(Events.Draw(now.Events, time)), EventsHeight),
            State(now),
            new Text($" Log: {folder.LogFile}", Quiet).Ellipsis(),
        ]);
    }

    private Apart Title(Snapshot now)
    {
        var clock = now.Length is { } length ? $"{Words.Clock(now.Elapsed)} of {Words.Clock(length)}" : Words.Clock(now.Elapsed);
        return new Apart(new Markup($" [bold]CallEvents[/]  [grey]{Markup.Escape(header.Text)}[/]"), new Text($"{clock} ", new Style(decoration: Decoration.Bold)));
    }

    private static Layout Numbers(Snapshot now, int width) => new Layout().SplitColumns(
        new Layout(Panels.Of(
            "Seen",
            ("Calls", Words.Count(now.Calls), Color.White),
            ("Lag", Words.Length(now.Lag), Color.White),
            ("History", now.History is { } part ? $"{(int)(part * 100)} %" : "–", Color.White),
            ("Transcripts pending", Words.Count(now.Pending), now.Pending > 0 ? Color.Yellow : Color.Grey),
            ("Oldest", Words.Length(now.OldestPending), now.Pending > 0 ? Color.Yellow : Color.Grey))).Size(width / 3 + RoomForWords),
        new Layout(Panels.Of(
            "Told",
            ("Recorded", Words.Count(now.Recorded), Look.Of(Poller.Calls.CallEventType.CallRecorded)),
            ("Transcribed", Words.Count(now.Transcribed), Look.Of(Poller.Calls.CallEventType.CallTranscribed)),
            ("Updated", Words.Count(now.Updated), Look.Of(Poller.Calls.CallEventType.CallUpdated)),
            ("Unavailable", Words.Count(now.Unavailable), Look.Of(Poller.Calls.CallEventType.CallTranscriptUnavailable)),
            ("Still to be told", Words.Count(now.Due), now.Due > 0 ? Color.Yellow : Color.Grey))),
        new Layout(Panels.Of(
            "Done",
            ("CRM writes", Words.Count(now.Writes), Color.White),
            ("  of fields", Words.Count(now.FieldsWritten), Color.Grey),
            ("  of transcripts", Words.Count(now.TranscriptsWritten), Color.Grey),
            ("Nothing newer", Words.Count(now.Skipped), Color.Grey),
            ("Alerts", Words.Count(now.Alerts), now.Alerts > 0 ? Color.Red : Color.Grey))));

    private Panel BarsOf(int seconds, int height)
    {
        var counts = heard.Pulse.Last(seconds);
        return Panels.Framed($"Events a second, at most {Words.Count(counts.Max())}", Bars.Draw(counts, height, new Style(Color.Teal)));
    }

    private static Apart State(Snapshot now) => new(
        now.Trouble.Count > 0 ? new Markup($" [red]▲ {Markup.Escape(Words.Plain(string.Join("; ", now.Trouble)))}[/]")
        : now.History is null ? new Markup(" [grey]● Starting[/]")
        : now.Phase is Phase.Finishing ? new Markup(" [yellow]● Finishing what is on its way[/]")
        : now.Phase is Phase.Stopping ? new Markup(" [yellow]● Stopping[/]")
        : new Markup(" [green]● All is well[/]"),
        new Text(now.Phase is Phase.Running ? "Ctrl+C ends with a summary " : "Ctrl+C ends at once ", Quiet));

    private static Sized Sized(IRenderable content, int height) => new(content, height);
}
