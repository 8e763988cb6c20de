using CallEvents.LedgerSpecs;
using CallEvents.Tests.Poller.Scripting;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>When a parked call is released, and when it is not: it stays parked until it has been read whole.</summary>
public sealed class ParkedReleaseTests
{
    // A page that is walked again would park it anew, with another warning, after each detail response that does not find it.
    [Theory]
    [InlineData("404", -1)]
    [InlineData("""{"id":"call_1"}""", -1)]
    [InlineData("""{"id":"call_1"}""", -12)]
    [InlineData("""{"id":"call_1","created_at":"2026-02-17T12:00:00Z","coaching_score":{}}""", -12)]
    [InlineData("""{"id":"another","created_at":"2026-02-17T12:00:00Z"}""", -12)]
    public async Task A_call_with_an_unreadable_list_item_stays_parked_until_it_is_read_whole(string detail, int days)
    {
        await using var fixture = await PassFixture.CreateAsync();
        if (detail != "404")
            fixture.Revont.RespondWithBody(request => request.CallId == "call_1", detail);
        await fixture.ParkByPageAsync(TestLedger.Now.AddDays(days).AddMinutes(-1));

        await fixture.RunParkedRetryPassAsync();

        fixture.OpenLedger().Parked.ShouldHaveSingleItem().NextRetryAt.ShouldBeGreaterThanOrEqualTo(TestLedger.Now.AddHours(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_parked_call_that_is_not_found_stays_parked_while_a_page_lists_it(bool isListedMalformed)
    {
        await using var fixture = await PassFixture.CreateAsync();
        var at = TestLedger.Now.AddDays(-12);
        var call = fixture.Revont.Put(
            new ScriptedCall("call_1", at) { Item = isListedMalformed ? """{"id":"call_1","coaching_score":{}}""" : null }
        );
        fixture.Revont.RespondWithStatus(request => request.CallId == call.Id, 404);
        if (isListedMalformed)
        {
            await fixture.ParkByPageAsync(at);
        }
        else
        {
            await fixture.CommitAsync(TestLedger.Page(TestLedger.FromList(call.Id, createdAt: at)));
            await fixture.ParkAsync(call.Id, TestLedger.Now);
        }

        await fixture.RunParkedRetryPassAsync();

        fixture.OpenLedger().Parked.ShouldHaveSingleItem().NextRetryAt.ShouldBeGreaterThanOrEqualTo(TestLedger.Now.AddHours(1));
    }

    [Fact]
    public async Task A_parked_call_that_is_not_found_and_that_no_page_lists_is_removed()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.ParkByPageAsync(TestLedger.Now.AddDays(-12));

        await fixture.RunParkedRetryPassAsync();

        fixture.OpenLedger().Parked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_pages_no_longer_reach_is_released_by_its_own_response()
    {
        await using var fixture = await PassFixture.CreateAsync();
        var at = TestLedger.Now.AddDays(-12);
        fixture.Revont.Add("call_1", at);
        await fixture.ParkByPageAsync(at);

        await fixture.RunParkedRetryPassAsync();

        await using var ledger = fixture.OpenLedger();
        ledger.Parked.ShouldBeEmpty();
        ledger.Calls.Select(row => row.CallId).ShouldBe(["call_1"]);
    }

    [Fact]
    public async Task What_stays_parked_is_retried_after_as_long_as_it_has_been_parked()
    {
        await using var fixture = await PassFixture.CreateAsync();
        fixture.Revont.RespondWithStatus(request => request.CallId == "call_1", 500);
        await fixture.ParkByPageAsync(TestLedger.Now.AddDays(-12));
        foreach (var (age, delay) in new[] { (0.5, 1), (3, 3), (100, 24) })
        {
            await using (var ledger = fixture.OpenLedger())
            {
                var parkedAt = TestLedger.Now.AddHours(-age);
                await ledger.Parked.ExecuteUpdateAsync(set =>
                    set.SetProperty(row => row.ParkedAt, parkedAt).SetProperty(row => row.NextRetryAt, TestLedger.Now)
                );
            }

            await fixture.RunParkedRetryPassAsync();

            fixture.OpenLedger().Parked.ShouldHaveSingleItem().NextRetryAt.ShouldBe(TestLedger.Now.AddHours(delay));
        }
    }
}
