using CallEvents.Contracts;
using CallEvents.CrmUpdater.Mapping;

namespace CallEvents.Tests.CrmUpdater.Mapping;

public sealed class TranscriptTextTests
{
    private static readonly TranscriptFormat Plain = TranscriptFormat.Salesforce;

    [Fact]
    public void A_line_has_time_speaker_and_text() =>
        Lines(
                "Omar",
                new Segment
                {
                    Speaker = "rep",
                    StartMs = 5_999,
                    Text = "Hello",
                },
                new Segment
                {
                    Speaker = "prospect",
                    StartMs = 754_000,
                    Text = "Hi",
                },
                new Segment
                {
                    Speaker = "coach",
                    StartMs = 3_599_999,
                    Text = "Well",
                },
                new Segment
                {
                    Speaker = "Rep",
                    StartMs = 3_600_000,
                    Text = "So",
                },
                new Segment
                {
                    Speaker = "prospect",
                    StartMs = 36_061_000,
                    Text = "Bye",
                },
                new Segment { Speaker = "rep", Text = "Bye" },
                new Segment { StartMs = 1, Text = "Noise" },
                new Segment
                {
                    Speaker = "prospect",
                    StartMs = -1,
                    Text = "Still here",
                }
            )
            .ShouldBe([
                "00:05 Omar: Hello",
                "12:34 Prospect: Hi",
                "59:59 coach: Well",
                "1:00:00 Omar: So",
                "10:01:01 Prospect: Bye",
                "Omar: Bye",
                "00:00 Noise",
                "Prospect: Still here",
            ]);

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_rep_without_a_name_is_rep(string? name) =>
        Lines(name, new Segment { Speaker = "rep", Text = "Hello" }).ShouldBe(["Rep: Hello"]);

    [Fact]
    public void Segments_of_a_speaker_are_joined_and_empty_ones_left_out() =>
        Lines(
                null,
                new Segment
                {
                    Speaker = "rep",
                    StartMs = 0,
                    Text = " \n",
                },
                new Segment
                {
                    Speaker = "rep",
                    StartMs = 1_000,
                    Text = " One ",
                },
                new Segment
                {
                    Speaker = "rep",
                    StartMs = 2_000,
                    Text = "two",
                },
                new Segment
                {
                    Speaker = "prospect",
                    StartMs = 3_000,
                    Text = "",
                },
                new Segment
                {
                    Speaker = "rep",
                    StartMs = 4_000,
                    Text = "three",
                },
                new Segment { Speaker = "prospect", Text = "Yes" },
                new Segment
                {
                    Speaker = "prospect",
                    StartMs = 6_000,
                    Text = "no",
                }
            )
            .ShouldBe(["00:01 Rep: One two three", "Prospect: Yes no"]);

    [Fact]
    public void A_text_stays_on_its_line() =>
        Lines("A\nB", new Segment { Speaker = "rep", Text = "one\r\ntwo\u2028three\u0000four \uD83D five" })
            .ShouldBe(["A B: one two three four \uFFFD five"]);

    [Fact]
    public void No_transcript_is_no_text() => TranscriptText.Render([], null, Plain).ShouldBeEmpty();

    [Fact]
    public void Html_has_its_texts_encoded() =>
        TranscriptText
            .Render(
                [new() { Speaker = "<b>", Text = "1 < 2 & \"3\" > 'é' 😀" }, new() { Speaker = "rep", Text = "<script>" }],
                "O'Neil",
                TranscriptFormat.HubSpot
            )
            .ShouldBe("&lt;b&gt;: 1 &lt; 2 &amp; &quot;3&quot; &gt; &#39;é&#39; 😀<br>O&#39;Neil: &lt;script&gt;");

    [Fact]
    public void A_long_transcript_is_cut_at_the_end_of_a_line()
    {
        Segment[] segments =
        [
            .. Enumerable.Range(0, 10).Select(n => new Segment { Speaker = n % 2 == 0 ? "rep" : "prospect", Text = "1234567890" }),
        ];
        string[] lines = [.. segments.Select(segment => segment.Speaker == "rep" ? "Rep: 1234567890" : "Prospect: 1234567890")];

        Render(184).ShouldBe(lines);
        Render(183).ShouldBe([.. lines[..7], "[Missing here: 3 lines, 55 characters]"]);
        Render(165).ShouldBe([.. lines[..7], "[Missing here: 3 lines, 55 characters]"]);
        Render(164).ShouldBe([.. lines[..6], "[Missing here: 4 lines, 70 characters]"]);
        Render(10).ShouldBe([""]);

        string[] Render(int limit) => TranscriptText.Render(segments, null, Plain with { Limit = limit }).Split('\n');
    }

    [Fact]
    public void A_line_that_fits_nowhere_is_cut_within()
    {
        Segment[] segments =
        [
            new() { Speaker = "rep", Text = "Hi" },
            new() { Speaker = "p", Text = string.Concat(Enumerable.Repeat("😀", 90)) },
        ];

        TranscriptText
            .Render(segments, null, Plain with { Limit = 60 })
            .ShouldBe("Rep: Hi\np: 😀😀😀😀😀\n[Missing here: 1 line, 170 characters]");
    }

    private static string[] Lines(string? repName, params Segment[] segments) =>
        TranscriptText.Render(segments, repName, Plain).Split('\n');
}
