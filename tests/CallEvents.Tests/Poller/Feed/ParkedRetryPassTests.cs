using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Poller.Scripting;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>A single pass over gaps and parked items, without the polls that would repair or hide its results.</summary>
public sealed class ParkedRetryPassTests
{
    private static readonly DateTimeOffset From = TestLedger.Now.AddHours(-20);

    [Fact]
    public async Task A_parked_call_that_was_deleted_is_released()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.ParkAsync("gone", TestLedger.Now);

        await fixture.RunParkedRetryPassAsync();

        fixture.OpenLedger().Parked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    public async Task A_parked_call_whose_request_fails_is_retried_in_an_hour(int status)
    {
        await using var fixture = await PassFixture.CreateAsync();
        fixture.Revont.RespondWithStatus(request => request.CallId == "call_1", status);
        await fixture.ParkAsync("call_1", TestLedger.Now);

        await fixture.RunParkedRetryPassAsync();

        fixture.OpenLedger().Parked.ShouldHaveSingleItem().NextRetryAt.ShouldBe(TestLedger.Now.AddHours(1));
    }

    [Fact]
    public async Task A_parked_call_that_becomes_readable_is_recorded_and_released()
    {
        await using var fixture = await PassFixture.CreateAsync();
        fixture.Revont.Add("call_1", From);
        await fixture.ParkAsync("call_1", TestLedger.Now);

        await fixture.RunParkedRetryPassAsync();

        await using var ledger = fixture.OpenLedger();
        ledger.Parked.ShouldBeEmpty();
        ledger.Outbox.Select(row => row.Type).ShouldBe([CallEventType.CallRecorded, CallEventType.CallTranscribed]);
    }

    [Fact]
    public async Task A_parked_item_without_an_id_stays_parked_while_its_slice_lists_it()
    {
        await using var fixture = await PassFixture.CreateAsync();
        var item = await ParkItemAsync(fixture);
        for (var index = 0; index < 150; index++)
            fixture.Revont.Add($"call_{index:d3}", From.AddSeconds(10));

        await fixture.RunParkedRetryPassAsync();

        var parked = fixture.OpenLedger().Parked.ShouldHaveSingleItem();
        (parked.Key, parked.NextRetryAt > TestLedger.Now).ShouldBe((item, true));
        fixture.Revont.Requests.Count.ShouldBe(3, "two pages, of which the first lists it");
    }

    [Fact]
    public async Task A_parked_item_without_an_id_stays_parked_while_its_slice_is_unreadable()
    {
        await using var fixture = await PassFixture.CreateAsync();
        var item = await ParkItemAsync(fixture);
        fixture.Revont.RespondWithStatus(request => request.Covers(From.AddSeconds(30)), 500);

        await fixture.RunParkedRetryPassAsync();

        await using var ledger = fixture.OpenLedger();
        ledger.Parked.ShouldHaveSingleItem().Key.ShouldBe(item);
        ledger.Gaps.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_parked_item_without_an_id_is_released_when_its_slice_no_longer_lists_it()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await ParkItemAsync(fixture);
        fixture.Revont.Add("bad", From.AddSeconds(30));

        await fixture.RunParkedRetryPassAsync();

        await using var ledger = fixture.OpenLedger();
        ledger.Parked.ShouldBeEmpty();
        ledger.Calls.Select(call => call.CallId).ShouldBe(["bad"]);
    }

    [Fact]
    public async Task Gaps_and_parked_items_become_due_when_a_fast_clock_is_corrected()
    {
        await using var fixture = await PassFixture.CreateAsync();
        var ahead = TestLedger.Now.AddDays(3);
        fixture.Revont.Add("call_1", From.AddSeconds(0.5));
        fixture.Revont.Add("call_2", From.AddHours(1));
        await using (var ledger = fixture.OpenLedger())
        {
            ledger.Gaps.Add(Gap(TimeSpan.FromSeconds(1), ahead.AddHours(1)));
            await ledger.SaveChangesAsync();
        }

        await fixture.ParkAsync("call_2", ahead.AddHours(1));

        await fixture.RunGapRetryPassAsync();
        await fixture.RunParkedRetryPassAsync();

        await using var after = fixture.OpenLedger();
        after.Gaps.ShouldBeEmpty();
        after.Parked.ShouldBeEmpty();
        after.Calls.Select(call => call.CallId).ShouldBe(["call_1", "call_2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Transcript_checks_become_due_when_a_fast_clock_is_corrected()
    {
        await using var fixture = await PassFixture.CreateAsync();
        var furthest = TestLedger.Now + TranscriptSchedule.MaxDelay(PassFixture.Transcripts);
        (string Id, DateTimeOffset NextCheck)[] calls =
        [
            ("pending", TestLedger.Now.AddDays(3)),
            ("settling", TestLedger.Now.AddDays(3)),
            ("unchanged", furthest),
        ];
        var listed = calls.Select(call => TestLedger.FromList(call.Id));
        await fixture.CommitAsync(TestLedger.Page([.. listed, TestLedger.FromDetail("settling")]));
        foreach (var (id, nextCheck) in calls)
            await fixture.CommitAsync(new ItemChanges(id) { NextCheckAt = nextCheck });

        await fixture.RunStrandedCheckPassAsync();

        await using var ledger = fixture.OpenLedger();
        ledger
            .Calls.ToDictionary(call => call.CallId, call => call.NextCheckAt)
            .ShouldBe(
                new Dictionary<string, DateTimeOffset?>
                {
                    ["pending"] = TestLedger.Now,
                    ["settling"] = TestLedger.Now + PassFixture.Transcripts.SettleAfter,
                    ["unchanged"] = furthest,
                },
                ignoreOrder: true
            );
    }

    private static GapRow Gap(TimeSpan length, DateTimeOffset nextRetryAt) =>
        new()
        {
            Workspace = "main",
            From = From,
            To = From + length,
            OpenedAt = From,
            NextRetryAt = nextRetryAt,
            Error = "HTTP 500",
        };

    /// <summary>Parks an item without an id, the newest of a slice of one minute, and makes its retry due.</summary>
    private static async Task<string> ParkItemAsync(PassFixture fixture)
    {
        fixture.Revont.Put(new ScriptedCall("bad", From.AddSeconds(30)) { Item = """{"no":"id"}""" });
        await using (var ledger = fixture.OpenLedger())
        {
            ledger.Gaps.Add(Gap(TimeSpan.FromMinutes(1), TestLedger.Now));
            await ledger.SaveChangesAsync();
        }

        await fixture.RunGapRetryPassAsync();
        await using var after = fixture.OpenLedger();
        after.Gaps.ShouldBeEmpty();
        var parked = after.Parked.ShouldHaveSingleItem();
        parked.NextRetryAt = TestLedger.Now;
        await after.SaveChangesAsync();
        return parked.Key;
    }
}
