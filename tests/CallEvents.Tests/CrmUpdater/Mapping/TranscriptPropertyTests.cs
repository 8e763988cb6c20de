using System.Net;
using System.Text.RegularExpressions;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Mapping;
using CsCheck;

namespace CallEvents.Tests.CrmUpdater.Mapping;

public sealed partial class TranscriptPropertyTests
{
    private const int LongestNote = 50;

    private static readonly string[] Texts = ["word", " ", "", "<b>&amp;", "\"it's\"", "a\nb", "é ü", "😀", "\uD83D", "<br>", "[x]"];

    private static readonly string?[] SpeakerNames = ["rep", "prospect", "REP", "a & b", "", null];

    private static readonly Gen<Segment> AnySegment = Gen.Select(
        Gen.Int[0, 5].Select(index => SpeakerNames[index]),
        Gen.Long[-1, 8_000_000],
        Gen.Int[0, 10].Select(index => Texts[index]).Array[0, 12],
        (speaker, start, texts) =>
            new Segment
            {
                Speaker = speaker,
                StartMs = start < 0 ? null : start,
                Text = string.Concat(texts),
            }
    );

    private static readonly Gen<(Segment[] Segments, TranscriptFormat Format)> Any = Gen.Select(
        AnySegment.Array[0, 30],
        Gen.Bool,
        Gen.Int[0, 700],
        (segments, isHtml, limit) => (segments, new TranscriptFormat(isHtml, limit))
    );

    [Fact]
    public void No_transcript_is_longer_than_the_limit() =>
        Any.Sample(any => TranscriptText.Render(any.Segments, "O'Neil & Co", any.Format).Length <= any.Format.Limit, iter: 20_000);

    [Fact]
    public void Lines_are_whole_and_what_is_missing_is_counted() =>
        Any.Sample(
            any =>
            {
                var (segments, format) = any;
                var all = TranscriptText.Lines(segments, null);
                var shown = Parse(TranscriptText.Render(segments, null, format), format);
                if (shown.SequenceEqual(all) || shown is [""])
                    return;

                var missing = Missing().Match(shown[^1]);
                var kept = shown[..^1];
                var lines = int.Parse(missing.Groups["lines"].ValueSpan, null);
                var whole = all.Count - lines;
                kept.Take(whole).ShouldBe(all.Take(whole));
                kept.Length.ShouldBeInRange(whole, whole + 1);
                if (kept.Length > whole)
                {
                    all[whole].ShouldStartWith(kept[whole]);
                    format
                        .Encode(all[whole])
                        .Length.ShouldBeGreaterThan(format.Limit - LongestNote, "only a line that fits nowhere is cut within");
                }
                else
                {
                    var withNext = all.Take(whole + 1).Sum(line => format.Encode(line).Length + format.LineBreak.Length);
                    withNext.ShouldBeGreaterThan(format.Limit - LongestNote, "no line is missing that fits");
                }

                int.Parse(missing.Groups["characters"].ValueSpan, null)
                    .ShouldBe(all.Sum(line => line.Length) - kept.Sum(line => line.Length));
            },
            iter: 20_000
        );

    [Fact]
    public void Html_parses_back_to_the_text() =>
        AnySegment
            .Array[0, 30]
            .Sample(
                segments =>
                    Parse(TranscriptText.Render(segments, "O'Neil & Co", TranscriptFormat.HubSpot), TranscriptFormat.HubSpot)
                        .ShouldBe(TranscriptText.Render(segments, "O'Neil & Co", TranscriptFormat.Salesforce).Split('\n')),
                iter: 5_000
            );

    [Fact]
    public void No_character_is_split() =>
        Any.Sample(any => !LoneSurrogate().IsMatch(TranscriptText.Render(any.Segments, null, any.Format)), iter: 20_000);

    /// <summary>The lines as a reader sees them.</summary>
    private static string[] Parse(string text, TranscriptFormat format)
    {
        var lines = text.Split(format.LineBreak);
        if (!format.IsHtml)
            return lines;

        lines.ShouldAllBe(line => !line.Contains('<', StringComparison.Ordinal) && !line.Contains('>', StringComparison.Ordinal));
        return [.. lines.Select(line => WebUtility.HtmlDecode(line)!)];
    }

    [GeneratedRegex(@"^\[Missing here: (?<lines>\d+) lines?, (?<characters>\d+) characters?\]$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex LoneSurrogate();
}
