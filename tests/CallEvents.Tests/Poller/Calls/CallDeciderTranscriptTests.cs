using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Calls;

public sealed class CallDeciderTranscriptTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_transcript_is_published_once_with_the_whole_call()
    {
        var call = DiscoveredCall();

        var transcribed = (CallTranscribed)call.ObserveDetail(2 * Second, CallScenario.Transcript(3)).ShouldHaveSingleItem().Message;

        transcribed.Transcript.ShouldBe(CallScenario.Transcript(3));
        transcribed.Call.ShouldBe(call.State!.ToCall());
        call.State.NextCheckAt.ShouldBeNull();
        call.ObserveDetail(3 * Second, CallScenario.Transcript(3)).ShouldBeEmpty();
    }

    [Fact]
    public void Transcript_checks_back_off()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(Second);
        var delays = new List<double>();
        for (var check = 0; check < 13; check++)
        {
            var next = call.State!.NextCheckAt!.Value - CallScenario.Start;
            delays.Add((next - (call.State.CheckedAt!.Value - CallScenario.Start)).TotalSeconds);
            call.ObserveDetail(next);
        }

        delays.ShouldBe([30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600, 21600]);
    }

    [Fact]
    public void Jitter_spreads_a_delay_by_a_fifth()
    {
        var schedule = new TranscriptOptions();

        TranscriptSchedule.Delay(schedule, 1, TimeSpan.Zero, 0).TotalSeconds.ShouldBe(24);
        TranscriptSchedule.Delay(schedule, 1, TimeSpan.Zero, 1).TotalSeconds.ShouldBe(36);
    }

    [Fact]
    public void A_transcript_is_given_up_after_two_days_of_answered_checks()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(Second);

        call.RunChecksWithoutTranscript(TimeSpan.FromDays(2));
        call.Events.ShouldHaveSingleItem();
        call.RunChecksWithoutTranscript(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(1));

        var unavailable = call.Events[^1];
        unavailable.Type.ShouldBe(CallEventType.CallTranscriptUnavailable);
        ((CallTranscriptUnavailable)unavailable.Message).Reason.ShouldBe(TranscriptUnavailableReasons.NotReady);
        call.State!.Transcript.ShouldBe(TranscriptState.GivenUp);
        call.State.NextCheckAt.ShouldBeNull();
    }

    [Fact]
    public void A_transcript_of_a_deleted_call_is_given_up_as_not_found()
    {
        var call = DiscoveredCall();
        call.ObserveNotFound(Second);
        call.RunChecksWithoutTranscript(TimeSpan.FromDays(3), deleted: true);

        ((CallTranscriptUnavailable)call.Events[^1].Message).Reason.ShouldBe(TranscriptUnavailableReasons.NotFound);
    }

    [Fact]
    public void A_poller_that_was_down_for_a_week_gives_up_nothing_on_start()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(Second);
        call.RunChecksWithoutTranscript(TimeSpan.FromDays(1.9));

        var restart = TimeSpan.FromDays(9);
        call.ObserveDetail(restart).ShouldBeEmpty();
        call.State!.Transcript.ShouldBe(TranscriptState.Pending);

        call.RunChecksWithoutTranscript(restart + TimeSpan.FromDays(1));
        call.State.Transcript.ShouldBe(TranscriptState.GivenUp);
    }

    [Fact]
    public void A_reread_checks_a_given_up_call_once_more()
    {
        var call = GivenUpCall();

        call.ObserveList(TimeSpan.FromDays(4), lane: Lane.Reread).ShouldBeEmpty();
        call.State!.NextCheckAt.ShouldBe(CallScenario.Start + TimeSpan.FromDays(4));

        call.ObserveDetail(TimeSpan.FromDays(4), lane: Lane.Reread).ShouldBeEmpty();
        call.State.NextCheckAt.ShouldBeNull();
        call.State.Transcript.ShouldBe(TranscriptState.GivenUp);
    }

    [Fact]
    public void A_live_page_does_not_requeue_a_given_up_call()
    {
        var call = GivenUpCall();

        call.ObserveList(TimeSpan.FromDays(4));

        call.State!.NextCheckAt.ShouldBeNull();
    }

    [Fact]
    public void A_transcript_found_after_it_was_given_up_is_still_published()
    {
        var call = GivenUpCall();
        var unavailable = call.Events[^1];
        call.ObserveList(TimeSpan.FromDays(4), lane: Lane.Reread);

        var transcribed = call.ObserveDetail(TimeSpan.FromDays(4), CallScenario.Transcript(3), lane: Lane.Reread).ShouldHaveSingleItem();

        transcribed.Type.ShouldBe(CallEventType.CallTranscribed);
        transcribed.Lane.Origin().ShouldBe(Origins.Reread);
        transcribed.Revision.ShouldBeGreaterThan(unavailable.Revision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_check_scheduled_by_a_fast_clock_is_due_at_the_next_listing(bool hasBeenChecked)
    {
        var call = new CallScenario();
        var ahead = TimeSpan.FromDays(20);
        call.ObserveList(ahead);
        if (hasBeenChecked)
            call.ObserveDetail(ahead + Second);

        call.ObserveList(2 * Second).ShouldBeEmpty();
        call.State!.NextCheckAt.ShouldBe(CallScenario.Start + (2 * Second));

        // After a check by the corrected clock the usual schedule continues.
        call.ObserveDetail(3 * Second).ShouldBeEmpty();
        var next = call.State.NextCheckAt;
        call.ObserveList(4 * Second);
        call.State.NextCheckAt.ShouldBe(next);
        (next - CallScenario.Start).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_clock_correction_of_seconds_brings_no_check_forward()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(10 * Second);
        var next = call.State!.NextCheckAt;

        call.ObserveList(7 * Second);

        call.State.NextCheckAt.ShouldBe(next);
    }

    [Fact]
    public void A_transcript_that_ends_well_before_its_call_is_checked_once_more()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(2 * Second, CallScenario.Transcript(3, endMs: 200_000)).ShouldHaveSingleItem();
        call.State!.NextCheckAt.ShouldBe(CallScenario.Start + (2 * Second) + TimeSpan.FromMinutes(15));

        var again = call.ObserveDetail(TimeSpan.FromMinutes(15), CallScenario.Transcript(9, endMs: 400_000)).ShouldHaveSingleItem();

        again.Type.ShouldBe(CallEventType.CallTranscribed);
        ((CallTranscribed)again.Message).Transcript.Count.ShouldBe(9);
        call.State.NextCheckAt.ShouldBeNull("only one settle check");
    }

    [Fact]
    public void A_transcript_that_did_not_grow_is_not_published_again()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(2 * Second, CallScenario.Transcript(3, endMs: 200_000));

        call.ObserveDetail(TimeSpan.FromMinutes(15), CallScenario.Transcript(3, endMs: 200_000)).ShouldBeEmpty();
        call.ObserveDetail(TimeSpan.FromMinutes(16), CallScenario.Transcript(2, endMs: 200_000)).ShouldBeEmpty();
        call.State!.NextCheckAt.ShouldBeNull();
    }

    [Fact]
    public void A_settle_check_that_a_fast_clock_made_early_is_made_again()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(2 * Second, CallScenario.Transcript(3, endMs: 200_000));
        var planned = call.State!.NextCheckAt;

        call.ObserveDetail(TimeSpan.FromMinutes(3), CallScenario.Transcript(3, endMs: 200_000)).ShouldBeEmpty();
        call.State.NextCheckAt.ShouldBe(planned);
        call.ObserveNotFound(TimeSpan.FromMinutes(4)).ShouldBeEmpty();
        call.State.NextCheckAt.ShouldBe(planned);
        call.ObserveDetail(TimeSpan.FromMinutes(5), CallScenario.Transcript(5, endMs: 300_000)).ShouldHaveSingleItem();
        call.State.NextCheckAt.ShouldBe(planned);

        call.ObserveDetail(TimeSpan.FromMinutes(16), CallScenario.Transcript(9, endMs: 600_000)).ShouldHaveSingleItem();
        call.State.NextCheckAt.ShouldBeNull();
    }

    [Fact]
    public void A_settle_check_that_finds_no_call_changes_nothing()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(2 * Second, CallScenario.Transcript(3, endMs: 200_000));

        call.ObserveNotFound(TimeSpan.FromMinutes(15)).ShouldBeEmpty();

        call.State!.Transcript.ShouldBe(TranscriptState.Transcribed);
        call.State.NextCheckAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(600d, 600_000L, false)]
    [InlineData(600d, 541_000L, false)]
    [InlineData(600d, 539_000L, true)]
    [InlineData(3600d, 3_300_000L, false)]
    [InlineData(3600d, 3_200_000L, true)]
    [InlineData(null, 1_000L, true)]
    public void Well_before_means_more_than_a_minute_and_more_than_a_tenth(double? duration, long endMs, bool wellBefore) =>
        TranscriptShape.EndsWellBefore(CallScenario.Transcript(1, endMs), duration).ShouldBe(wellBefore);

    private static CallScenario DiscoveredCall()
    {
        var call = new CallScenario();
        call.ObserveList(Second);
        return call;
    }

    private static CallScenario GivenUpCall()
    {
        var call = DiscoveredCall();
        call.ObserveDetail(Second);
        call.RunChecksWithoutTranscript(TimeSpan.FromDays(3));
        call.State!.Transcript.ShouldBe(TranscriptState.GivenUp);
        return call;
    }
}
