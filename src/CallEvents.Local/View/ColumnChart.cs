using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Draws counts as a column chart, one character wide per count, with a resolution of an eighth of a character.</summary>
internal static class ColumnChart
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    public static Rows Draw(IReadOnlyList<long> counts, int height, Style style)
    {
        var max = Math.Max(counts.Count == 0 ? 0 : counts.Max(), height);
        return new Rows(Enumerable.Range(1, height).Select(row => new Text(DrawRow(counts, height - row, height, max), style)));
    }

    private static string DrawRow(IReadOnlyList<long> counts, int rowsBelow, int height, long max) =>
        string.Concat(
            counts.Select(count =>
            {
                // Any count above zero is visible.
                var eighths = count == 0 ? 0 : Math.Max(1, (int)Math.Round(count * 8.0 * height / max));
                return Eighths[Math.Clamp(eighths - rowsBelow * 8, 0, 8)];
            })
        );
}
