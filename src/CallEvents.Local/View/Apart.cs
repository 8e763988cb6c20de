using Spectre.Console.Rendering;

namespace CallEvents.Local.View;

/// <summary>One line with something at each end. What is on the right is whole; what is on the left gives way.</summary>
internal sealed class Apart(IRenderable left, IRenderable right) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var ending = Segment.Truncate(Segment.SplitLines(right.Render(options, maxWidth)).FirstOrDefault() ?? [], maxWidth);
        var room = maxWidth - Segment.CellCount(ending);
        var beginning = Segment.Truncate(Segment.SplitLines(left.Render(options, int.MaxValue)).FirstOrDefault() ?? [], Math.Max(room - 1, 0));
        return [.. beginning, Segment.Padding(room - Segment.CellCount(beginning)), .. ending, Segment.LineBreak];
    }
}
