using Spectre.Console.Rendering;

namespace CallEvents.Local.View;

/// <summary>Renders its content with a fixed height; a Spectre layout would fill the whole screen.</summary>
internal sealed class FixedHeight(IRenderable content, int height) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        content.Render(options with { Height = height }, maxWidth);
}
