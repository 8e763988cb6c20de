using Spectre.Console.Rendering;

namespace CallEvents.Local.View;

/// <summary>
/// Draws the whole screen over the previous frame. Spectre's live display counts lines to move the cursor back up, which breaks when
/// the window is resized, and it erases before it draws, which flickers.
/// </summary>
internal sealed class Frame(IRenderable content, int height) : Renderable
{
    // Terminals that support synchronised updates show the frame when it is complete; others ignore the two codes.
    private const string Begin = "\e[?2026h\e[H";
    private const string End = "\e[?2026l";
    private const string EraseBelow = "\e[J";
    private const string EraseToEndOfLine = "\e[K";

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        yield return Segment.Control(Begin);
        var lines = Segment.SplitLines(content.Render(options, maxWidth), maxWidth);
        for (var number = 0; number < Math.Min(lines.Count, height); number++)
        {
            // A line break after the last line would scroll the screen.
            if (number > 0)
                yield return Segment.LineBreak;
            foreach (var segment in lines[number])
                yield return segment;

            // A full line leaves the cursor on its last column, which the code would erase.
            if (lines[number].CellCount() < maxWidth)
                yield return Segment.Control(EraseToEndOfLine);
        }

        if (lines.Count < height)
        {
            yield return Segment.LineBreak;
            yield return Segment.Control(EraseBelow);
        }

        yield return Segment.Control(End);
    }
}
