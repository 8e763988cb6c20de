using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Counts as bars side by side, one column each, drawn with eighths of a letter.</summary>
internal static class Bars
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    public static Rows Draw(IReadOnlyList<long> counts, int height, Style style)
    {
        var most = Math.Max(counts.Count == 0 ? 0 : counts.Max(), height);
        return new Rows(Enumerable.Range(1, height).Select(row => new Text(Line(counts, height - row, height, most), style)));
    }

    private static string Line(IReadOnlyList<long> counts, int below, int height, long most) =>
        string.Concat(counts.Select(count =>
        {
            // Whatever is there at all is to be seen.
            var eighths = count == 0 ? 0 : Math.Max(1, (int)Math.Round(count * 8.0 * height / most));
            return Eighths[Math.Clamp(eighths - below * 8, 0, 8)];
        }));
}
