using CallEvents.Contracts;

namespace CallEvents.Tests.Poller.Calls;

public sealed class PrecisionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1842, 1842.4, 78, 78, 0)]
    [InlineData(1843, 1842.6, 78, 77.9, 0)]
    [InlineData(1842.4, 1842.37, 78, 78.25, 250_000)]
    [InlineData(1842, 1842, 78, 78, 999_500)]
    public void A_value_that_list_and_detail_round_differently_is_no_edit(
        double listed,
        double detailed,
        double listedScore,
        double detailedScore,
        int microseconds
    )
    {
        var call = new CallScenario();
        var item = CallScenario.Snapshot() with { DurationSeconds = listed, CoachingScore = listedScore };
        var detail = CallScenario.Snapshot(createdAt: CallScenario.Start.AddMicroseconds(microseconds)) with
        {
            DurationSeconds = detailed,
            CoachingScore = detailedScore,
        };
        call.ObserveList(Second, item);

        call.ObserveDetail(2 * Second, call: detail).ShouldBeEmpty();
        call.ObserveList(3 * Second, item).ShouldBeEmpty();
        call.ObserveDetail(4 * Second, call: detail).ShouldBeEmpty();

        var precise = call.State!.ToCall();
        (precise.DurationSeconds, precise.CoachingScore).ShouldBe((detailed, detailedScore));
        precise.CreatedAt.ShouldBe(CallScenario.Start.AddMicroseconds(microseconds), "the more precise value is kept");
    }

    [Theory]
    [InlineData(78.0, 79.0)]
    [InlineData(77.9, 79.0)]
    [InlineData(78.2, 78.6)]
    [InlineData(78.0, null)]
    [InlineData(null, 78.0)]
    [InlineData(1e300, 2e300)]
    [InlineData(0.1, 0.2)]
    public void A_value_that_differs_by_more_than_rounding_is_an_edit(double? before, double? after)
    {
        var call = new CallScenario();
        call.ObserveList(Second, CallScenario.Snapshot() with { CoachingScore = before });

        var updated = call.ObserveList(2 * Second, CallScenario.Snapshot() with { CoachingScore = after }).ShouldHaveSingleItem();

        updated.Message.ShouldBeOfType<CallUpdated>().ChangedFields.ShouldBe(["coachingScore"]);
        call.State!.CoachingScore.ShouldBe(after);
    }
}
