using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class ObserveCallTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_new_call_is_told_as_recorded_with_every_field()
    {
        var fact = new Watched().Listed(Second).ShouldHaveSingleItem();

        fact.Type.ShouldBe(CallEventType.CallRecorded);
        fact.Message.ShouldBe(new CallRecorded
        {
            Workspace = "main",
            Revision = (Watched.Start + Second).ToUnixTimeMilliseconds(),
            ObservedAt = Watched.Start + Second,
            Origin = Origins.Live,
            Call = new Call
            {
                Id = "call_1",
                CreatedAt = Watched.Start,
                DurationSeconds = 600,
                RepId = "user_1",
                ProspectEmail = "jane@example.com",
                CoachingScore = 78,
                Outcome = "won",
            },
        });
    }

    [Fact]
    public void A_call_seen_twice_is_told_once()
    {
        var call = new Watched();
        call.Listed(Second);

        call.Listed(2 * Second).ShouldBeEmpty();
    }

    [Fact]
    public void The_transcript_of_a_new_call_is_looked_for_at_once()
    {
        var call = new Watched();
        call.Listed(Second);

        call.Row!.NextCheckAt.ShouldBe(Watched.Start + Second);
    }

    [Fact]
    public void A_call_created_before_the_beginning_is_not_told()
    {
        var call = new Watched { StartFrom = Watched.Start };

        call.Listed(Second, Watched.Call(createdAt: Watched.Start - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        call.Row.ShouldBeNull();
    }

    [Fact]
    public void A_call_created_at_the_beginning_is_told() =>
        new Watched { StartFrom = Watched.Start }.Listed(Second).ShouldHaveSingleItem();

    [Fact]
    public void A_call_dated_ahead_of_now_is_told_when_its_time_comes()
    {
        var call = new Watched();
        var tomorrow = Watched.Call(createdAt: Watched.Start + TimeSpan.FromDays(1));

        call.Listed(Second, tomorrow).ShouldBeEmpty();
        call.Row.ShouldBeNull();
        call.Listed(TimeSpan.FromDays(1), tomorrow).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(Lane.Live, Origins.Live)]
    [InlineData(Lane.Reread, Origins.Reread)]
    [InlineData(Lane.Replay, Origins.Replay)]
    internal void The_lane_that_finds_a_call_is_its_origin(Lane lane, string origin) =>
        new Watched().Listed(Second, lane: lane).Single().Origin.ShouldBe(origin);

    [Theory]
    [InlineData(Lane.Live)]
    [InlineData(Lane.Reread)]
    [InlineData(Lane.Backfill)]
    internal void A_call_older_than_the_first_start_is_backfill_whoever_finds_it(Lane lane)
    {
        var call = new Watched { StartedAt = Watched.Start + TimeSpan.FromMinutes(1) };

        call.Listed(Second, lane: lane).Single().Origin.ShouldBe(Origins.Backfill);
        call.Detailed(2 * Second, Watched.Transcript(3)).Single().Origin.ShouldBe(Origins.Backfill);
    }

    [Fact]
    public void An_edit_is_told_with_the_members_that_changed_and_the_call_as_it_was()
    {
        var call = new Watched();
        var recorded = (CallRecorded)call.Listed(Second).Single().Message;

        var updated = (CallUpdated)call.Listed(2 * Second, Watched.Call("lost") with { CoachingScore = 41.5 }).ShouldHaveSingleItem().Message;

        updated.ChangedFields.ShouldBe(["coachingScore", "outcome"]);
        updated.Previous.ShouldBe(recorded.Call);
        updated.Call.ShouldBe(recorded.Call with { CoachingScore = 41.5, Outcome = "lost" });
        updated.Revision.ShouldBeGreaterThan(recorded.Revision);
    }

    [Fact]
    public void Every_member_of_a_call_can_be_seen_to_change()
    {
        var call = new Watched();
        call.Listed(Second);
        var other = new CallSnapshot("call_1")
        {
            CreatedAt = Watched.Start - Second,
            DurationSeconds = 601,
            RepId = "user_2",
            ProspectEmail = null,
            CoachingScore = null,
            Outcome = "a value of next year",
        };

        var updated = (CallUpdated)call.Listed(2 * Second, other).Single().Message;

        var members = typeof(Call).GetProperties().Select(property => property.Name).Where(name => name is not "Id" and not "EqualityContract");
        updated.ChangedFields.ShouldBe(members.Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName), ignoreOrder: true);
    }

    [Fact]
    public void A_member_that_an_answer_leaves_out_has_not_changed()
    {
        var call = new Watched();
        call.Listed(Second);

        call.Detailed(2 * Second, call: new CallSnapshot("call_1")).ShouldBeEmpty();
        call.Row!.Outcome.ShouldBe("won");
        call.Row.CreatedAt.ShouldBe(Watched.Start);
    }

    [Fact]
    public void A_member_that_became_null_has_changed()
    {
        var call = new Watched();
        call.Listed(Second);

        ((CallUpdated)call.Listed(2 * Second, Watched.Call() with { Outcome = null }).Single().Message).ChangedFields.ShouldBe(["outcome"]);
    }

    [Fact]
    public void An_answer_that_was_asked_for_earlier_changes_no_field()
    {
        var call = new Watched();
        call.Listed(Second);
        call.Detailed(3 * Second, call: Watched.Call("lost"), sent: 2.5 * Second);

        // Asked for before, committed after: a list page that was under way while the call was edited.
        call.Listed(4 * Second, Watched.Call("won"), sent: 2 * Second).ShouldBeEmpty();
        call.Row!.Outcome.ShouldBe("lost");
    }

    [Fact]
    public void An_older_answer_still_brings_its_transcript()
    {
        var call = new Watched();
        call.Listed(Second);
        call.Listed(3 * Second, Watched.Call("lost"));

        var transcribed = (CallTranscribed)call.Detailed(4 * Second, Watched.Transcript(3), Watched.Call("won"), sent: 2 * Second).ShouldHaveSingleItem().Message;

        transcribed.Call.Outcome.ShouldBe("lost");
    }

    [Fact]
    public void Two_facts_of_one_answer_have_two_revisions()
    {
        var call = new Watched();
        call.Listed(Second);

        var facts = call.Detailed(2 * Second, Watched.Transcript(3), Watched.Call("lost"));

        facts.Select(fact => fact.Type).ShouldBe([CallEventType.CallUpdated, CallEventType.CallTranscribed]);
        facts[1].Revision.ShouldBe(facts[0].Revision + 1);
    }

    [Fact]
    public void A_revision_grows_even_when_the_clock_goes_back()
    {
        var call = new Watched();
        var first = call.Listed(TimeSpan.FromHours(1), sent: Second).Single();

        var second = call.Listed(2 * Second, Watched.Call("lost")).Single();

        second.Revision.ShouldBe(first.Revision + 1);
    }

    [Fact]
    public void A_new_call_without_a_creation_time_cannot_be_read() =>
        Should.Throw<MalformedItemException>(() => new Watched().Listed(Second, new CallSnapshot("call_1"))).Message.ShouldBe("created_at: found nothing, expected an ISO 8601 timestamp");

    [Fact]
    public void A_call_that_is_first_seen_by_its_id_is_told_with_its_transcript() =>
        new Watched().Detailed(Second, Watched.Transcript(2)).Select(fact => fact.Type).ShouldBe([CallEventType.CallRecorded, CallEventType.CallTranscribed]);

    [Fact]
    public void A_call_that_is_not_known_and_not_found_is_nothing()
    {
        var call = new Watched();

        call.Missing(Second).ShouldBeEmpty();
        call.Row.ShouldBeNull();
    }
}
