using Spectre.Console;
using Spectre.Console.Rendering;

namespace CallEvents.Local.View;

/// <summary>Creates the framed panels of the dashboard.</summary>
internal static class Panels
{
    public static Panel CreateCounters(string title, params ReadOnlySpan<(string Label, string Value, Color Color)> rows)
    {
        var lines = new List<IRenderable>();
        foreach (var (label, value, color) in rows)
            lines.Add(new SpreadLine(new Text(label, new Style(Color.Grey)), new Text(value, new Style(color))));
        return Create(title, new Rows(lines));
    }

    public static Panel Create(string title, IRenderable content) =>
        new Panel(content).Header($"[bold] {Markup.Escape(title)} [/]").RoundedBorder().BorderColor(Color.Grey).Expand();
}
