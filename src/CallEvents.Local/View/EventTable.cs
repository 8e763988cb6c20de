using CallEvents.Local.WireTap;
using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Draws the latest events, newest first.</summary>
internal static class EventTable
{
    private static readonly (string Title, int Width)[] Columns =
    [
        ("Time", 10),
        ("Event", 13),
        ("Call", 30),
        ("Origin", 10),
        ("Outcome", 12),
    ];

    private static readonly Style MutedStyle = new(Color.Grey);

    public static Panel Draw(IReadOnlyList<ReceivedEvent> events, TimeProvider time)
    {
        var table = new Table().NoBorder();
        foreach (var (title, width) in Columns)
            table.AddColumn(
                new TableColumn(new Text(title, MutedStyle))
                {
                    Width = width,
                    Padding = new Padding(0, 0),
                    NoWrap = true,
                }
            );
        foreach (var received in events)
        {
            table.AddRow(
                new Text(Format.TimeOfDay(received.ReceivedAt, time), MutedStyle),
                new Text(EventStyles.ShortNameOf(received.Type), new Style(EventStyles.ColorOf(received.Type))),
                new Text(Format.Sanitize(received.CallId)).Ellipsis(),
                new Text(Format.Sanitize(received.Origin), MutedStyle).Ellipsis(),
                new Text(Format.Sanitize(received.Outcome), new Style(EventStyles.ColorOfOutcome(received.Outcome))).Ellipsis()
            );
        }

        return Panels.Create("Latest events", table);
    }
}
