using Spectre.Console.Rendering;

namespace CallEvents.Local.View;

/// <summary>One line with content at both ends. The right end is shown in full; the left end is shortened to fit.</summary>
internal sealed class SpreadLine(IRenderable left, IRenderable right) : Renderable
{
    private const string Ellipsis = "…";

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var rightSegments = Segment.Truncate(FirstLine(right.Render(options, maxWidth)), maxWidth);
        var leftWidth = maxWidth - Segment.CellCount(rightSegments);
        var leftSegments = Shorten(FirstLine(left.Render(options, int.MaxValue)), Math.Max(leftWidth - 1, 0));
        return [.. leftSegments, Segment.Padding(leftWidth - Segment.CellCount(leftSegments)), .. rightSegments, Segment.LineBreak];
    }

    private static List<Segment> FirstLine(IEnumerable<Segment> segments) => Segment.SplitLines(segments).FirstOrDefault() ?? [];

    private static List<Segment> Shorten(List<Segment> segments, int width)
    {
        if (width == 0 || Segment.CellCount(segments) <= width)
            return Segment.Truncate(segments, width);
        return [.. Segment.Truncate(segments, width - 1), new Segment(Ellipsis, segments[^1].Style)];
    }
}
