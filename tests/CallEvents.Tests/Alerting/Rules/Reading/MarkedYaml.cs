using System.Text;

namespace CallEvents.Tests.Alerting.Rules.Reading;

/// <summary>A file in which <c>¦</c> marks the places of the problems that are expected.</summary>
internal sealed record MarkedYaml(string Text, IReadOnlyList<string> Places)
{
    private const char Marker = '¦';

    public static MarkedYaml Parse(string marked)
    {
        var text = new StringBuilder();
        List<string> places = [];
        var (line, column) = (1, 1);
        foreach (var letter in marked)
        {
            if (letter == Marker)
            {
                places.Add($"{line}:{column}");
                continue;
            }

            text.Append(letter);
            (line, column) = letter == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        return new(text.ToString(), places);
    }

    /// <summary>The lines of problems: each place with its sentence.</summary>
    public IEnumerable<string> Lines(string file, params IEnumerable<string> sentences) =>
        Places.Zip(sentences, (place, sentence) => $"{file}:{place}: {sentence}");
}
