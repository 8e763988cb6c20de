using CallEvents.CrmUpdater.HubSpot;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class DealTests
{
    private static readonly DateTimeOffset Call = new(2026, 11, 3, 9, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-300, null, true)]
    [InlineData(14, null, true)]
    [InlineData(15, null, false)]
    [InlineData(-300, -14, true)]
    [InlineData(-300, -15, false)]
    [InlineData(-300, 40, true)]
    [InlineData(10, 12, true)]
    public void A_deal_counts_if_it_was_open_around_the_call(int opened, int? closed, bool expected) =>
        Deal.Around([new Deal("1", Call.AddDays(opened), closed is { } days ? Call.AddDays(days) : null)], Call)
            .Count.ShouldBe(expected ? 1 : 0);

    [Fact]
    public void The_newest_five_are_taken() =>
        Deal.Around(Enumerable.Range(1, 8).Select(age => new Deal($"{age}", Call.AddDays(-age), null)), Call)
            .ShouldBe(["1", "2", "3", "4", "5"]);

    [Theory]
    [InlineData("true", -20)]
    [InlineData("false", null)]
    public void The_close_date_of_an_open_deal_is_only_expected(string isClosed, int? closed)
    {
        var json = $$$"""
            {"properties":{"createdate":"2026-01-01T00:00:00Z","closedate":"2026-10-14T09:30:00Z","hs_is_closed":"{{{isClosed}}}"}}
            """;
        var deal = Deal.Read("1", HubSpotJson.Parse(System.Text.Encoding.UTF8.GetBytes(json))!.Value);
        deal.ClosedAt.ShouldBe(closed is { } days ? Call.AddDays(days) : null);
    }
}
