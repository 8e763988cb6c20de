using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Calls;

namespace CallEvents.Tests.Poller.Calls;

public sealed class CallDeciderFieldTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_new_call_is_recorded_with_every_field()
    {
        var callEvent = new CallScenario().ObserveList(Second).ShouldHaveSingleItem();

        callEvent.Type.ShouldBe(CallEventType.CallRecorded);
        callEvent.Message.ShouldBe(
            new CallRecorded
            {
                Workspace = "main",
                Revision = (CallScenario.Start + Second).ToUnixTimeMilliseconds(),
                ObservedAt = CallScenario.Start + Second,
                Origin = Origins.Live,
                Call = new Call
                {
                    Id = "call_1",
                    CreatedAt = CallScenario.Start,
                    DurationSeconds = 600,
                    RepId = "user_1",
                    ProspectEmail = "jane@example.com",
                    CoachingScore = 78,
                    Outcome = "won",
                },
            }
        );
    }

    [Fact]
    public void A_call_seen_twice_is_published_once()
    {
        var call = new CallScenario();
        call.ObserveList(Second);

        call.ObserveList(2 * Second).ShouldBeEmpty();
    }

    [Fact]
    public void The_transcript_of_a_new_call_is_checked_immediately()
    {
        var call = new CallScenario();
        call.ObserveList(Second);

        call.State!.NextCheckAt.ShouldBe(CallScenario.Start + Second);
    }

    [Fact]
    public void A_call_created_before_the_start_is_ignored()
    {
        var call = new CallScenario { StartFrom = CallScenario.Start };

        call.ObserveList(Second, CallScenario.Snapshot(createdAt: CallScenario.Start - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        call.State.ShouldBeNull();
    }

    [Fact]
    public void A_call_created_exactly_at_the_start_is_recorded() =>
        new CallScenario { StartFrom = CallScenario.Start }
            .ObserveList(Second)
            .ShouldHaveSingleItem();

    [Fact]
    public void A_call_dated_in_the_future_is_recorded_once_its_time_is_reached()
    {
        var call = new CallScenario();
        var future = CallScenario.Snapshot(createdAt: CallScenario.Start + TimeSpan.FromDays(1));

        call.ObserveList(Second, future).ShouldBeEmpty();
        call.State.ShouldBeNull();
        call.ObserveList(TimeSpan.FromDays(1), future).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(Lane.Live, Origins.Live)]
    [InlineData(Lane.Reread, Origins.Reread)]
    [InlineData(Lane.Replay, Origins.Replay)]
    internal void The_lane_that_discovers_a_call_is_its_origin(Lane lane, string origin) =>
        new CallScenario().ObserveList(Second, lane: lane).Single().Lane.Origin().ShouldBe(origin);

    [Theory]
    [InlineData(Lane.Live)]
    [InlineData(Lane.Reread)]
    [InlineData(Lane.Backfill)]
    internal void A_call_older_than_the_first_start_is_backfill_in_every_lane(Lane lane)
    {
        var call = new CallScenario { StartedAt = CallScenario.Start + TimeSpan.FromMinutes(1) };

        call.ObserveList(Second, lane: lane).Single().Lane.Origin().ShouldBe(Origins.Backfill);
        call.ObserveDetail(2 * Second, CallScenario.Transcript(3)).Single().Lane.Origin().ShouldBe(Origins.Backfill);
    }

    [Fact]
    public void An_edit_lists_the_changed_fields_and_the_previous_call()
    {
        var call = new CallScenario();
        var recorded = (CallRecorded)call.ObserveList(Second).Single().Message;

        var edited = CallScenario.Snapshot("lost") with { CoachingScore = 41.5 };
        var updated = (CallUpdated)call.ObserveList(2 * Second, edited).ShouldHaveSingleItem().Message;

        updated.ChangedFields.ShouldBe(["coachingScore", "outcome"]);
        updated.Previous.ShouldBe(recorded.Call);
        updated.Call.ShouldBe(recorded.Call with { CoachingScore = 41.5, Outcome = "lost" });
        updated.Revision.ShouldBeGreaterThan(recorded.Revision);
    }

    [Fact]
    public void A_change_of_every_field_is_detected()
    {
        var call = new CallScenario();
        call.ObserveList(Second);
        var other = new CallSnapshot("call_1")
        {
            CreatedAt = CallScenario.Start - Second,
            DurationSeconds = 601,
            RepId = "user_2",
            ProspectEmail = null,
            CoachingScore = null,
            Outcome = "a value of next year",
        };

        var updated = (CallUpdated)call.ObserveList(2 * Second, other).Single().Message;

        var fields = typeof(Call)
            .GetProperties()
            .Select(property => property.Name)
            .Where(name => name is not "Id" and not "EqualityContract")
            .Select(JsonNamingPolicy.CamelCase.ConvertName);
        updated.ChangedFields.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public void A_field_missing_from_a_response_is_unchanged()
    {
        var call = new CallScenario();
        call.ObserveList(Second);

        call.ObserveDetail(2 * Second, call: new CallSnapshot("call_1")).ShouldBeEmpty();
        call.State!.Outcome.ShouldBe("won");
        call.State.CreatedAt.ShouldBe(CallScenario.Start);
    }

    [Fact]
    public void A_field_that_became_null_is_a_change()
    {
        var call = new CallScenario();
        call.ObserveList(Second);

        var updated = (CallUpdated)call.ObserveList(2 * Second, CallScenario.Snapshot() with { Outcome = null }).Single().Message;

        updated.ChangedFields.ShouldBe(["outcome"]);
    }

    [Fact]
    public void A_response_to_an_earlier_request_changes_no_field()
    {
        var call = new CallScenario();
        call.ObserveList(Second);
        call.ObserveDetail(3 * Second, call: CallScenario.Snapshot("lost"), sent: 2.5 * Second);

        // A list request in flight while the call was edited: sent before, committed after.
        call.ObserveList(4 * Second, CallScenario.Snapshot("won"), sent: 2 * Second).ShouldBeEmpty();
        call.State!.Outcome.ShouldBe("lost");
    }

    [Fact]
    public void A_response_to_an_earlier_request_still_provides_its_transcript()
    {
        var call = new CallScenario();
        call.ObserveList(Second);
        call.ObserveList(3 * Second, CallScenario.Snapshot("lost"));

        var events = call.ObserveDetail(4 * Second, CallScenario.Transcript(3), CallScenario.Snapshot("won"), sent: 2 * Second);

        var transcribed = (CallTranscribed)events.ShouldHaveSingleItem().Message;
        transcribed.Call.Outcome.ShouldBe("lost");
    }

    [Fact]
    public void Two_events_from_one_response_have_two_revisions()
    {
        var call = new CallScenario();
        call.ObserveList(Second);

        var events = call.ObserveDetail(2 * Second, CallScenario.Transcript(3), CallScenario.Snapshot("lost"));

        events.Select(callEvent => callEvent.Type).ShouldBe([CallEventType.CallUpdated, CallEventType.CallTranscribed]);
        events[1].Revision.ShouldBe(events[0].Revision + 1);
    }

    [Fact]
    public void A_revision_grows_even_when_the_clock_moves_back()
    {
        var call = new CallScenario();
        var first = call.ObserveList(TimeSpan.FromHours(1), sent: Second).Single();

        var second = call.ObserveList(2 * Second, CallScenario.Snapshot("lost")).Single();

        second.Revision.ShouldBe(first.Revision + 1);
    }

    [Fact]
    public void A_new_call_without_a_creation_time_is_malformed() =>
        Should
            .Throw<MalformedItemException>(() => new CallScenario().ObserveList(Second, new CallSnapshot("call_1")))
            .Message.ShouldBe("created_at: found nothing, expected an ISO 8601 timestamp");

    [Fact]
    public void A_call_first_seen_by_its_id_is_recorded_with_its_transcript() =>
        new CallScenario()
            .ObserveDetail(Second, CallScenario.Transcript(2))
            .Select(callEvent => callEvent.Type)
            .ShouldBe([CallEventType.CallRecorded, CallEventType.CallTranscribed]);

    [Fact]
    public void An_unknown_call_that_is_not_found_is_ignored()
    {
        var call = new CallScenario();

        call.ObserveNotFound(Second).ShouldBeEmpty();
        call.State.ShouldBeNull();
    }
}
