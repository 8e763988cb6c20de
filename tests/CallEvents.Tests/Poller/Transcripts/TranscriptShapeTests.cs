using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Transcripts;

public sealed class TranscriptShapeTests
{
    [Theory]
    [InlineData("more words in as many segments", 2, 101, true)]
    [InlineData("more words in fewer segments", 1, 101, true)]
    [InlineData("as many words in more segments: an empty one was added", 3, 100, true)]
    [InlineData("the same", 2, 100, false)]
    [InlineData("as many words in fewer segments", 1, 100, false)]
    [InlineData("fewer words in more segments", 3, 99, false)]
    public void A_transcript_has_grown_when_more_was_said(string what, int segments, long length, bool grown) =>
        new TranscriptShape(segments, length).HasGrownSince(new TranscriptShape(2, 100)).ShouldBe(grown, what);

    [Fact]
    public void Its_end_is_the_latest_of_its_words_in_whatever_order_they_come()
    {
        Segment[] transcript = [Until(30_000), Until(599_000), Until(null), Until(120_000)];

        TranscriptShape.EndsWellBefore(transcript, 600).ShouldBeFalse();
        TranscriptShape.EndsWellBefore([transcript[0], transcript[3], transcript[2]], 600).ShouldBeTrue();
    }

    [Theory]
    [InlineData(600d)]
    [InlineData(null)]
    public void One_that_says_no_times_is_not_looked_at_again(double? duration) =>
        TranscriptShape.EndsWellBefore([Until(null), Until(null)], duration).ShouldBeFalse();

    [Fact]
    public void Of_its_words_only_their_number_is_remembered() =>
        TranscriptShape.Of([Until(1), Until(2)]).ShouldBe(new TranscriptShape(2, 10));

    private static Segment Until(long? endMs) => new() { Speaker = "rep", StartMs = 0, EndMs = endMs, Text = "Hello" };
}
