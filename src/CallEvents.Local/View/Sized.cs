using Spectre.Console.Rendering;

namespace CallEvents.Local.View;

/// <summary>Gives its content a height of its own; Spectre's layouts would take the whole screen.</summary>
internal sealed class Sized(IRenderable content, int height) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => content.Render(options with { Height = height }, maxWidth);
}
