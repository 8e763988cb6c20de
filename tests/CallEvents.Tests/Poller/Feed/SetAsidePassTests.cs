using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.LedgerSpecs;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>One pass over what was set aside, without the polls that would mend or hide what it does.</summary>
public sealed class SetAsidePassTests
{
    private static readonly DateTimeOffset From = TestLedger.Now.AddHours(-20);

    [Fact]
    public async Task A_parked_call_that_the_API_has_no_more_is_parked_no_more()
    {
        await using var passes = await Passes.BeginAsync();
        await ParkAsync(passes, "gone", TestLedger.Now);

        await passes.SetAsideAsync();

        passes.OpenLedger().Parked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    public async Task A_parked_call_that_cannot_be_asked_for_stays_parked_and_is_tried_in_an_hour(int status)
    {
        await using var passes = await Passes.BeginAsync();
        passes.Revont.Answer(request => request.CallId == "call_1", status);
        await ParkAsync(passes, "call_1", TestLedger.Now);

        await passes.SetAsideAsync();

        passes.OpenLedger().Parked.ShouldHaveSingleItem().NextRetryAt.ShouldBe(TestLedger.Now.AddHours(1));
    }

    [Fact]
    public async Task A_parked_call_that_can_be_read_is_told_and_parked_no_more()
    {
        await using var passes = await Passes.BeginAsync();
        passes.Revont.Add("call_1", From);
        await ParkAsync(passes, "call_1", TestLedger.Now);

        await passes.SetAsideAsync();

        await using var ledger = passes.OpenLedger();
        ledger.Parked.ShouldBeEmpty();
        ledger.Outbox.Select(fact => fact.Type).ShouldBe([CallEventType.CallRecorded, CallEventType.CallTranscribed]);
    }

    [Fact]
    public async Task An_item_without_an_id_stays_parked_while_any_page_of_its_slice_shows_it()
    {
        await using var passes = await Passes.BeginAsync();
        var item = await ParkItemAsync(passes);
        for (var index = 0; index < 150; index++)
            passes.Revont.Add($"call_{index:d3}", From.AddSeconds(10));

        await passes.SetAsideAsync();

        var parked = passes.OpenLedger().Parked.ShouldHaveSingleItem();
        (parked.Key, parked.NextRetryAt > TestLedger.Now).ShouldBe((item, true));
        passes.Revont.Asked.Count.ShouldBe(3, "two pages, of which the first shows it");
    }

    [Fact]
    public async Task It_stays_parked_while_its_slice_cannot_be_read()
    {
        await using var passes = await Passes.BeginAsync();
        var item = await ParkItemAsync(passes);
        passes.Revont.Answer(request => request.Covers(From.AddSeconds(30)), 500);

        await passes.SetAsideAsync();

        await using var ledger = passes.OpenLedger();
        ledger.Parked.ShouldHaveSingleItem().Key.ShouldBe(item);
        ledger.Gaps.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task It_is_parked_no_more_when_its_slice_shows_it_no_more()
    {
        await using var passes = await Passes.BeginAsync();
        await ParkItemAsync(passes);
        passes.Revont.Add("bad", From.AddSeconds(30));

        await passes.SetAsideAsync();

        await using var ledger = passes.OpenLedger();
        ledger.Parked.ShouldBeEmpty();
        ledger.Calls.Select(call => call.CallId).ShouldBe(["bad"]);
    }

    [Fact]
    public async Task What_a_clock_that_was_ahead_has_set_aside_for_days_is_tried_when_it_is_corrected()
    {
        await using var passes = await Passes.BeginAsync();
        var ahead = TestLedger.Now.AddDays(3);
        passes.Revont.Add("call_1", From.AddSeconds(0.5));
        passes.Revont.Add("call_2", From.AddHours(1));
        await using (var ledger = passes.OpenLedger())
        {
            ledger.Gaps.Add(Gap(TimeSpan.FromSeconds(1), ahead.AddHours(1)));
            await ledger.SaveChangesAsync();
        }

        await ParkAsync(passes, "call_2", ahead.AddHours(1));

        await passes.SetAsideAsync();

        await using var after = passes.OpenLedger();
        after.Gaps.ShouldBeEmpty();
        after.Parked.ShouldBeEmpty();
        after.Calls.Select(call => call.CallId).ShouldBe(["call_1", "call_2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Checks_that_a_clock_that_was_ahead_has_put_off_for_days_are_due_when_it_is_corrected()
    {
        await using var passes = await Passes.BeginAsync();
        var furthest = TestLedger.Now + TranscriptSchedule.MaxDelay(Passes.Transcripts);
        (string Id, DateTimeOffset Planned)[] calls = [("waits", TestLedger.Now.AddDays(3)), ("settles", TestLedger.Now.AddDays(3)), ("well_planned", furthest)];
        await passes.CommitAsync(new ChangeSet { Observations = [.. calls.Select(call => TestLedger.Listed(call.Id)), TestLedger.Transcribed("settles")] });
        foreach (var (id, planned) in calls)
            await passes.CommitAsync(new ChangeSet { Postponed = (id, planned) });

        await passes.SetAsideAsync();

        await using var ledger = passes.OpenLedger();
        ledger.Calls.ToDictionary(call => call.CallId, call => call.NextCheckAt).ShouldBe(
            new Dictionary<string, DateTimeOffset?>
            {
                ["waits"] = TestLedger.Now,
                ["settles"] = TestLedger.Now + Passes.Transcripts.SettleAfter,
                ["well_planned"] = furthest,
            },
            ignoreOrder: true);
    }

    /// <summary>A page would park it anew, with a warning, as often as its own answer says that it is gone.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_call_that_a_page_shows_unreadable_stays_parked_while_a_page_can_show_it_whatever_its_own_answer(bool isGone, bool isPast)
    {
        await using var passes = await Passes.BeginAsync();
        if (!isGone)
            passes.Revont.Say(request => request.CallId == "call_1", """{"id":"call_1"}""");
        var from = TestLedger.Now.AddDays(isPast ? -12 : -1).AddMinutes(-1);
        await passes.CommitAsync(new ChangeSet { Malformed = [new MalformedItem("call_1", IsCall: true, new Slice(from, from.AddSeconds(10)), "created_at: found text, expected a time")] });
        await PlanAsync(passes, TestLedger.Now);

        await passes.SetAsideAsync();

        await using var ledger = passes.OpenLedger();
        ledger.Parked.Select(parked => parked.NextRetryAt).ShouldBe(isPast ? [] : [TestLedger.Now.AddHours(1)]);
    }

    private static GapRow Gap(TimeSpan length, DateTimeOffset nextTry) =>
        new() { Workspace = "main", From = From, To = From + length, OpenedAt = From, NextRetryAt = nextTry, Error = "status 500" };

    private static async Task ParkAsync(Passes passes, string callId, DateTimeOffset nextTry)
    {
        await passes.CommitAsync(new ChangeSet { Malformed = [new MalformedItem(callId, IsCall: true, Slice: null, "transcript: found 1, expected a list")] });
        await PlanAsync(passes, nextTry);
    }

    private static async Task PlanAsync(Passes passes, DateTimeOffset nextTry)
    {
        await using var ledger = passes.OpenLedger();
        ledger.Parked.Single().NextRetryAt = nextTry;
        await ledger.SaveChangesAsync();
    }

    /// <summary>Parks an item that has no id, in a slice of a minute of which it is the newest, and makes it due.</summary>
    private static async Task<string> ParkItemAsync(Passes passes)
    {
        passes.Revont.Put(new ScriptedCall("bad", From.AddSeconds(30)) { Item = """{"no":"id"}""" });
        await using (var ledger = passes.OpenLedger())
        {
            ledger.Gaps.Add(Gap(TimeSpan.FromMinutes(1), TestLedger.Now));
            await ledger.SaveChangesAsync();
        }

        await passes.SetAsideAsync();
        await using var after = passes.OpenLedger();
        after.Gaps.ShouldBeEmpty();
        var parked = after.Parked.ShouldHaveSingleItem();
        parked.NextRetryAt = TestLedger.Now;
        await after.SaveChangesAsync();
        return parked.Key;
    }
}
