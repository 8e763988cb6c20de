using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CallEvents.Local.View;

/// <summary>Lays out the screen: counters of discovered calls, published events and consumed messages, then the latest events.</summary>
internal sealed class Dashboard(ReceivedEvents receivedEvents, Header header, TimeProvider time)
{
    private const int MinWidth = 80;
    private const int MinHeight = 23;
    private const int CountersHeight = 7;
    private const int EventsHeight = 13;
    private const int ReducedEventsHeight = 7;
    private const int RulesHeight = EventsHeight - ReducedEventsHeight;
    private const int ChartMinScreenHeight = 28;
    private const int MaxChartHeight = 8;

    private static readonly Style MutedStyle = new(Color.Grey);
    private static readonly Style BoldStyle = new(decoration: Decoration.Bold);

    public IRenderable Draw(Snapshot snapshot, int width, int height)
    {
        if (width < MinWidth || height < MinHeight)
        {
            var published = Format.Count(snapshot.Recorded + snapshot.Transcribed);
            return new Text(
                $"{Format.Count(snapshot.Calls)} calls, {published} events published. The view requires {MinWidth} × {MinHeight}."
            );
        }

        // The rules take their lines from the events where the window has none to spare.
        var rulesHeight = snapshot.AlertsByRule is null ? 0 : RulesHeight;
        var eventsHeight = height < MinHeight + rulesHeight ? ReducedEventsHeight : EventsHeight;
        var spare = height - MinHeight - rulesHeight - eventsHeight + EventsHeight;
        var chartHeight = spare < ChartMinScreenHeight - MinHeight ? 0 : Math.Min(spare - 1, MaxChartHeight);
        return new Rows([
            DrawTitle(snapshot),
            new FixedHeight(DrawCounters(snapshot, width), CountersHeight),
            .. chartHeight > 0
                ? [new FixedHeight(new Layout(DrawChart(width - 4, chartHeight - 2)), chartHeight)]
                : Array.Empty<IRenderable>(),
            .. snapshot.AlertsByRule is { } rules
                ? [new FixedHeight(new Layout(DrawRules(rules, width - 4)), rulesHeight)]
                : Array.Empty<IRenderable>(),
            new FixedHeight(new Layout(EventTable.Draw(snapshot.Events, time)), eventsHeight),
            DrawState(snapshot),
            new Text(DescribePlaces(width), MutedStyle).Ellipsis(),
        ]);
    }

    /// <summary>Cut where the window ends: a text that is wrapped moves the screen.</summary>
    private string DescribePlaces(int width)
    {
        var places = $" Status page: {header.StatusPage}  Log: {header.LogFile}";
        return places.Length < width ? places : $"{places[..(width - 2)]}…";
    }

    private SpreadLine DrawTitle(Snapshot snapshot)
    {
        var elapsed = Format.Clock(snapshot.Elapsed);
        var clock = snapshot.PlannedDuration is { } planned ? $"{elapsed} of {Format.Clock(planned)}" : elapsed;
        return new SpreadLine(new Markup($" [bold]CallEvents[/]  [grey]{Markup.Escape(header.Text)}[/]"), new Text($"{clock} ", BoldStyle));
    }

    private static Layout DrawCounters(Snapshot snapshot, int width) =>
        new Layout().SplitColumns(
            new Layout(DrawDiscovered(snapshot)).Size(width / 3),
            new Layout(DrawPublished(snapshot)),
            new Layout(DrawConsumed(snapshot))
        );

    private static Panel DrawDiscovered(Snapshot snapshot)
    {
        var pendingColor = snapshot.PendingTranscripts > 0 ? Color.Yellow : Color.Grey;
        return Panels.CreateCounters(
            "Discovered",
            ("Calls", Format.Count(snapshot.Calls), Color.White),
            ("Lag", Format.Duration(snapshot.Lag), Color.White),
            ("Backfill", snapshot.BackfillProgress is { } progress ? $"{(int)(progress * 100)} %" : "–", Color.White),
            ("Pending transcripts", Format.Count(snapshot.PendingTranscripts), pendingColor),
            ("Oldest pending", Format.Duration(snapshot.OldestPendingTranscript), pendingColor)
        );
    }

    private static Panel DrawPublished(Snapshot snapshot)
    {
        return Panels.CreateCounters(
            "Published",
            Counter(CallEventType.CallRecorded, snapshot.Recorded),
            Counter(CallEventType.CallTranscribed, snapshot.Transcribed),
            Counter(CallEventType.CallUpdated, snapshot.Updated),
            Counter(CallEventType.CallTranscriptUnavailable, snapshot.Unavailable),
            ("In outbox", Format.Count(snapshot.OutboxPending), snapshot.OutboxPending > 0 ? Color.Yellow : Color.Grey)
        );

        static (string Label, string Value, Color Color) Counter(CallEventType type, long count) =>
            ($"{type}", Format.Count(count), EventStyles.ColorOf(type));
    }

    private static Panel DrawConsumed(Snapshot snapshot) =>
        Panels.CreateCounters(
            "Consumed",
            ("CRM writes", Format.Count(snapshot.Writes), Color.White),
            ("  fields", Format.Count(snapshot.FieldsWritten), Color.Grey),
            ("  transcripts", Format.Count(snapshot.TranscriptsWritten), Color.Grey),
            ("Skipped (superseded)", Format.Count(snapshot.Skipped), Color.Grey),
            ("Alerts", Format.Count(snapshot.Alerts), snapshot.Alerts > 0 ? Color.Red : Color.Grey)
        );

    private static Panel DrawRules(IReadOnlyList<RuleCount> rules, int width) =>
        Panels.Create(
            "Alerts by rule",
            rules.Count == 0
                ? new Text("none yet", MutedStyle)
                : new Text(Format.Flow(rules.Select(rule => $"{Format.Sanitize(rule.RuleId)} {Format.Count(rule.Alerts)}"), width))
        );

    private Panel DrawChart(int seconds, int height)
    {
        var counts = receivedEvents.Rate.GetCounts(seconds);
        return Panels.Create(
            $"Events per second, peak {Format.Count(counts.Max())}",
            ColumnChart.Draw(counts, height, new Style(Color.Teal))
        );
    }

    private static SpreadLine DrawState(Snapshot snapshot) =>
        new(
            new Markup($" {DescribeState(snapshot)}"),
            new Text(snapshot.Phase is RunPhase.Running ? "Ctrl+C stops with a summary " : "Ctrl+C stops immediately ", MutedStyle)
        );

    private static string DescribeState(Snapshot snapshot)
    {
        if (snapshot.Problems.Count > 0)
            return $"[red]▲ {Markup.Escape(Format.Sanitize(string.Join("; ", snapshot.Problems)))}[/]";
        if (snapshot.BackfillProgress is null)
            return "[grey]● Starting[/]";
        return snapshot.Phase switch
        {
            RunPhase.Draining => "[yellow]● Draining[/]",
            RunPhase.Stopping => "[yellow]● Stopping[/]",
            _ => "[green]● Healthy[/]",
        };
    }
}
