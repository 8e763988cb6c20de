using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Calls;

public sealed class TranscriptShapeTests
{
    [Theory]
    [InlineData("more text in as many segments", 2, 101, true)]
    [InlineData("more text in fewer segments", 1, 101, true)]
    [InlineData("the same text in more segments: an empty one was added", 3, 100, true)]
    [InlineData("the same", 2, 100, false)]
    [InlineData("the same text in fewer segments", 1, 100, false)]
    [InlineData("less text in more segments", 3, 99, false)]
    public void A_transcript_has_grown_when_it_has_more_text_or_segments(string comparison, int segments, long length, bool hasGrown) =>
        new TranscriptShape(segments, length).HasGrownSince(new TranscriptShape(2, 100)).ShouldBe(hasGrown, comparison);

    [Fact]
    public void The_end_of_a_transcript_is_its_latest_segment_in_any_order()
    {
        Segment[] transcript = [SegmentEndingAt(30_000), SegmentEndingAt(599_000), SegmentEndingAt(null), SegmentEndingAt(120_000)];

        TranscriptShape.EndsWellBefore(transcript, 600).ShouldBeFalse();
        TranscriptShape.EndsWellBefore([transcript[0], transcript[3], transcript[2]], 600).ShouldBeTrue();
    }

    [Theory]
    [InlineData(600d)]
    [InlineData(null)]
    public void A_transcript_without_times_is_not_checked_again(double? duration) =>
        TranscriptShape.EndsWellBefore([SegmentEndingAt(null), SegmentEndingAt(null)], duration).ShouldBeFalse();

    [Fact]
    public void Only_the_number_of_segments_and_characters_is_stored() =>
        TranscriptShape.Of([SegmentEndingAt(1), SegmentEndingAt(2)]).ShouldBe(new TranscriptShape(2, 10));

    private static Segment SegmentEndingAt(long? endMs) =>
        new()
        {
            Speaker = "rep",
            StartMs = 0,
            EndMs = endMs,
            Text = "Hello",
        };
}
