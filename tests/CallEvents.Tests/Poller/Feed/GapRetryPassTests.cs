using CallEvents.LedgerSpecs;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>A single pass over gaps.</summary>
public sealed class GapRetryPassTests
{
    private static readonly DateTimeOffset From = TestLedger.Now.AddDays(-3);

    [Fact]
    public async Task A_gap_that_can_be_read_in_part_shrinks()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await AddGapAsync(fixture, From, From.AddDays(1));
        fixture.Revont.Add("refused", From.AddHours(7));
        fixture.Revont.Add("older", From.AddHours(1));
        fixture.Revont.Add("newer", From.AddHours(20));
        var (first, last) = (From.AddHours(5), From.AddHours(14));
        fixture.Revont.RespondWithStatus(request => request.From < last && request.To > first, 403);

        await fixture.RunGapRetryPassAsync();

        await using var ledger = fixture.OpenLedger();
        ledger.Gaps.Select(gap => new { gap.From, gap.To }).ShouldBe([new { From = first, To = last }]);
        ledger.Calls.Select(call => call.CallId).ShouldBe(["older", "newer"], ignoreOrder: true);
        fixture.Revont.Requests.Count.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task A_gap_that_stays_unreadable_is_retried_after_as_long_as_it_has_been_open()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await AddGapAsync(fixture, From, From.AddDays(1), open: TimeSpan.FromHours(5));
        fixture.Revont.RespondWithStatus(request => request.From < From.AddDays(1) && request.To > From, 400);

        await fixture.RunGapRetryPassAsync();

        var gap = fixture.OpenLedger().Gaps.ShouldHaveSingleItem();
        gap.NextRetryAt.ShouldBe(TestLedger.Now.AddHours(5));
        fixture.Revont.Requests.Count.ShouldBeLessThan(15);
    }

    [Fact]
    public async Task Many_gaps_cost_a_bounded_number_of_requests_in_each_run()
    {
        await using var fixture = await PassFixture.CreateAsync();
        for (var hour = 0; hour < 60; hour++)
            await AddGapAsync(fixture, From.AddHours(hour), From.AddHours(hour).AddMinutes(20));
        fixture.Revont.RespondWithStatus(request => request.IsPage && request.To < TestLedger.Now, 500);

        await fixture.RunGapRetryPassAsync();
        var requests = fixture.Revont.Requests.Count;
        await fixture.RunGapRetryPassAsync();

        requests.ShouldBeLessThan(200);
        (fixture.Revont.Requests.Count - requests).ShouldBeLessThan(200);
        await using var ledger = fixture.OpenLedger();
        ledger.Gaps.Count().ShouldBe(60);
        var due = ledger.Gaps.AsEnumerable().Count(gap => gap.NextRetryAt <= TestLedger.Now);
        due.ShouldBeLessThan(60 - 8, "the second run goes on where the first one ended");
    }

    [Fact]
    public async Task An_outage_leaves_a_gap_as_it_is()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await AddGapAsync(fixture, From, From.AddDays(1));
        fixture.Revont.Add("call_1", From.AddHours(7));
        var requests = 0;
        fixture.Revont.RespondWithStatus(_ => Interlocked.Increment(ref requests) < 20, 500);

        await fixture.RunGapRetryPassAsync();

        await using var ledger = fixture.OpenLedger();
        ledger.Gaps.ShouldBeEmpty();
        ledger.Calls.Select(call => call.CallId).ShouldBe(["call_1"]);
    }

    private static async Task AddGapAsync(PassFixture fixture, DateTimeOffset from, DateTimeOffset to, TimeSpan open = default)
    {
        await using var ledger = fixture.OpenLedger();
        ledger.Gaps.Add(
            new GapRow
            {
                Workspace = "main",
                From = from,
                To = to,
                OpenedAt = TestLedger.Now - open,
                NextRetryAt = TestLedger.Now,
                Error = "HTTP 500",
            }
        );
        await ledger.SaveChangesAsync();
    }
}
