using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CallEvents.ServiceDefaults.Yaml;

/// <summary>Parses a YAML file into a field that is read with places.</summary>
/// <remarks>
/// By events, not by YamlDotNet's representation model: that one ends at the first doubled key, and the problems behind it would be found
/// one start after the other.
/// </remarks>
public static class YamlFile
{
    /// <summary>Deeper files are rejected: the recursion would end the process.</summary>
    private const int MaxDepth = 64;

    /// <summary>The root, or null for what is no YAML document, which is a problem.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="problems">Where problems are added, now and while the field is read.</param>
    public static YamlField? Parse(string text, YamlProblems problems)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                problems.Add(new(1, 1), YamlField.RootName, "nothing", "a mapping");
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = Read(parser, 0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
                problems.Add(At(second.Start), YamlField.RootName, "a second document", "one");
            return new("", root, root.Place, problems);
        }
        catch (Exception invalid)
        {
            // YamlDotNet throws other exceptions, too: ArgumentException for "!!!n:", InvalidOperationException for some unclosed lists.
            // Their sentences may repeat the file's text.
            var (place, reason) = invalid is YamlException yaml
                ? (At(yaml.Start), $" ({yaml.Message.ReplaceLineEndings(" ")})")
                : (At(parser.Current?.End ?? Mark.Empty), "");
            problems.Add(place, YamlField.RootName, "invalid YAML", $"valid YAML{(problems.IsPersonal ? "" : reason)}");
            return null;
        }
    }

    private static YamlNode Read(Parser parser, int depth)
    {
        var read = parser.Consume<ParsingEvent>();
        if (depth > MaxDepth)
            throw new YamlException(read.Start, read.End, "nested too deeply");

        var place = At(read.Start);
        return read switch
        {
            Scalar { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" } => new YamlScalar(null, place),
            Scalar scalar => new YamlScalar(scalar.Value, place, scalar.Style is ScalarStyle.Plain),
            SequenceStart => new YamlList([.. ReadItems(parser, depth)], place),
            MappingStart start => ReadMap(start, [.. ReadEntries(parser, depth)], depth),
            _ => throw new YamlException(read.Start, read.End, "an alias: write the value itself"),
        };
    }

    /// <summary>A mapping without braces in a list, <c>[a: b]</c>, begins at its key: YamlDotNet gives it no place.</summary>
    private static YamlMap ReadMap(MappingStart start, IReadOnlyList<(YamlNode Key, YamlNode Value)> entries, int depth) =>
        new(entries, depth > 0 && start.Start.Index == 0 && entries is [var first, ..] ? first.Key.Place : At(start.Start));

    private static IEnumerable<YamlNode> ReadItems(Parser parser, int depth)
    {
        while (!parser.TryConsume<SequenceEnd>(out _))
            yield return Read(parser, depth + 1);
    }

    private static IEnumerable<(YamlNode Key, YamlNode Value)> ReadEntries(Parser parser, int depth)
    {
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Read(parser, depth + 1);
            yield return (key, Read(parser, depth + 1));
        }
    }

    private static YamlPlace At(Mark mark) => new(mark.Line, mark.Column);
}
