using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class CallPartTests
{
    private static readonly CallPart FirstMinute = new(IsFirst: true, Seconds: 60, Share: null);
    private static readonly CallPart LastQuarter = new(IsFirst: false, Seconds: null, Share: 0.25);

    [Theory]
    [InlineData(59.999, true)]
    [InlineData(60, false)]
    [InlineData(0, true)]
    public void First_ends_before_its_border(double start, bool isSaid) =>
        Judge(SaidIn(FirstMinute), Rep("gong", start, start + 100)).ShouldBe(isSaid ? Answer.True : Answer.False);

    [Theory]
    [InlineData(149.999, false)]
    [InlineData(150, true)]
    [InlineData(250, true)]
    public void Last_begins_at_its_border(double start, bool isSaid)
    {
        var answer = isSaid ? Answer.True : Answer.False;
        var call = LostCall with { DurationSeconds = 200 };
        Judge(SaidIn(LastQuarter), Transcribed(call, Rep("gong", start, start + 1))).ShouldBe(answer);
        Judge(SaidIn(new(false, Seconds: 50, null)), Transcribed(call, Rep("gong", start, start + 1))).ShouldBe(answer);
    }

    [Theory]
    [InlineData(0.7, 7, false)]
    [InlineData(0.7, 6.999, true)]
    [InlineData(0.1, 1, false)]
    [InlineData(1, 9.999, true)]
    public void Shares_have_exact_borders(double share, double start, bool isSaid) =>
        Judge(SaidIn(new(true, null, share)), Transcribed(LostCall with { DurationSeconds = 10 }, Rep("gong", start)))
            .ShouldBe(isSaid ? Answer.True : Answer.False);

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    public void Without_a_duration_the_call_ends_with_the_last_timed_segment(double? duration)
    {
        var call = LostCall with { DurationSeconds = duration };
        Segment[] segments = [Prospect("hello", 0, 200), Rep("gong", 149, 160), Rep("bye", 300, 100)];
        Judge(SaidIn(LastQuarter), Transcribed(call, segments)).ShouldBe(Answer.False);
        Judge(SaidIn(LastQuarter), Transcribed(call, [.. segments, Rep("gong", 150)])).ShouldBe(Answer.True, "a start is a time here");
    }

    [Fact]
    public void A_find_counts_by_the_segment_in_which_it_begins()
    {
        Judge(SaidIn(FirstMinute, "next steps"), Rep("next", 59, 60), Rep("steps", 60, 61)).ShouldBe(Answer.True);
        Judge(SaidIn(FirstMinute, "steps"), Rep("next", 59, 60), Rep("steps", 60, 61)).ShouldBe(Answer.False);
    }

    [Fact]
    public void Segments_without_times_do_not_count()
    {
        Judge(SaidIn(FirstMinute), Rep("gong"), Rep("hello", 1, 2)).ShouldBe(Answer.False);
        Judge(Said("gong"), Rep("gong"), Rep("hello", 1, 2)).ShouldBe(Answer.True);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(-1.0, 5.0)]
    [InlineData(9.0, 5.0)]
    [InlineData(null, 5.0)]
    public void Without_any_time_of_who_could_count_it_is_unknown(double? start, double? end)
    {
        Segment[] segments = [Prospect("hello", 0, 10), Rep("gong", start, end)];
        Judge(SaidIn(FirstMinute, by: "rep"), segments).ShouldBe(Answer.Unknown);
        Judge(SaidIn(FirstMinute), segments).ShouldBe(Answer.False);
        Judge(NotSaid(SaidIn(FirstMinute, by: "rep").Words), segments).ShouldBe(Answer.Unknown);
    }

    [Fact]
    public void Who_did_not_speak_said_nothing_in_any_part()
    {
        foreach (var part in new[] { FirstMinute, LastQuarter })
        {
            Judge(SaidIn(part, by: "rep"), Prospect("gong")).ShouldBe(Answer.False);
            Judge(NotSaid(SaidIn(part, by: "rep").Words), Prospect("gong")).ShouldBe(Answer.True);
        }
    }

    [Fact]
    public void A_share_of_a_call_of_unknown_length_is_unknown()
    {
        Judge(SaidIn(LastQuarter), Rep("gong", 5)).ShouldBe(Answer.Unknown);
        Judge(SaidIn(FirstMinute), Rep("gong", 5)).ShouldBe(Answer.True);
    }

    [Fact]
    public void Each_find_of_near_counts_only_inside()
    {
        var near = Said(
            new Words
            {
                Near = ["price", "high"],
                Within = 5,
                In = FirstMinute,
            }
        );
        Judge(near, Rep("price", 10, 20), Rep("is high", 50, 55)).ShouldBe(Answer.True);
        Judge(near, Rep("price", 10, 20), Rep("is high", 60, 65)).ShouldBe(Answer.False);
    }

    private static Condition.Said SaidIn(CallPart part, string phrase = "gong", string? by = null) =>
        Said(
            new Words
            {
                Any = [phrase],
                In = part,
                By = new Speaker(by),
            }
        );
}
