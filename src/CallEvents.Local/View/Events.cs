using CallEvents.Local.WireTap;
using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>The last events, newest first.</summary>
internal static class Events
{
    public static Panel Draw(IReadOnlyList<HeardEvent> events, TimeProvider time)
    {
        var table = new Table().NoBorder();
        foreach (var (title, width) in (ReadOnlySpan<(string, int)>)[("Time", 10), ("Event", 13), ("Call", 30), ("Origin", 10), ("Outcome", 12)])
            table.AddColumn(new TableColumn(new Text(title, new Style(Color.Grey))) { Width = width, Padding = new Padding(0, 0), NoWrap = true });
        foreach (var heard in events)
        {
            table.AddRow(
                new Text(Words.TimeOfDay(heard.At, time), new Style(Color.Grey)),
                new Text(Look.NameOf(heard.Type), new Style(Look.Of(heard.Type))),
                new Text(Words.Plain(heard.CallId)).Ellipsis(),
                new Text(Words.Plain(heard.Origin), new Style(Color.Grey)).Ellipsis(),
                new Text(Words.Plain(heard.Outcome), new Style(Look.OfOutcome(heard.Outcome))).Ellipsis());
        }

        return Panels.Framed("Last events", table);
    }
}
