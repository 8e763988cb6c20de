using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class ObserveTranscriptTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_transcript_is_told_once_with_the_whole_call()
    {
        var call = Seen();

        var transcribed = (CallTranscribed)call.Detailed(2 * Second, Watched.Transcript(3)).ShouldHaveSingleItem().Message;

        transcribed.Transcript.ShouldBe(Watched.Transcript(3));
        transcribed.Call.ShouldBe(call.Row!.ToCall());
        call.Row.NextCheckAt.ShouldBeNull();
        call.Detailed(3 * Second, Watched.Transcript(3)).ShouldBeEmpty();
    }

    [Fact]
    public void Checks_come_after_growing_delays()
    {
        var call = Seen();
        call.Detailed(Second);
        var delays = new List<double>();
        for (var check = 0; check < 13; check++)
        {
            var next = call.Row!.NextCheckAt!.Value - Watched.Start;
            delays.Add((next - (call.Row.CheckedAt!.Value - Watched.Start)).TotalSeconds);
            call.Detailed(next);
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
        var call = Seen();
        call.Detailed(Second);

        call.WaitInVain(TimeSpan.FromDays(2));
        call.Facts.ShouldHaveSingleItem();
        call.WaitInVain(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(1));

        var given = call.Facts[^1];
        given.Type.ShouldBe(CallEventType.CallTranscriptUnavailable);
        ((CallTranscriptUnavailable)given.Message).Reason.ShouldBe(TranscriptUnavailableReasons.NotReady);
        call.Row!.Transcript.ShouldBe(TranscriptState.GivenUp);
        call.Row.NextCheckAt.ShouldBeNull();
    }

    [Fact]
    public void A_call_that_is_gone_is_given_up_as_not_found()
    {
        var call = Seen();
        call.Missing(Second);
        call.WaitInVain(TimeSpan.FromDays(3), deleted: true);

        ((CallTranscriptUnavailable)call.Facts[^1].Message).Reason.ShouldBe(TranscriptUnavailableReasons.NotFound);
    }

    [Fact]
    public void A_poller_that_was_down_for_a_week_gives_nothing_up_at_its_start()
    {
        var call = Seen();
        call.Detailed(Second);
        call.WaitInVain(TimeSpan.FromDays(1.9));

        var restart = TimeSpan.FromDays(9);
        call.Detailed(restart).ShouldBeEmpty();
        call.Row!.Transcript.ShouldBe(TranscriptState.Pending);

        call.WaitInVain(restart + TimeSpan.FromDays(1));
        call.Row.Transcript.ShouldBe(TranscriptState.GivenUp);
    }

    [Fact]
    public void A_given_up_call_that_a_later_re_read_shows_is_checked_once_more()
    {
        var call = GivenUp();

        call.Listed(TimeSpan.FromDays(4), lane: Lane.Reread).ShouldBeEmpty();
        call.Row!.NextCheckAt.ShouldBe(Watched.Start + TimeSpan.FromDays(4));

        call.Detailed(TimeSpan.FromDays(4), lane: Lane.Reread).ShouldBeEmpty();
        call.Row.NextCheckAt.ShouldBeNull();
        call.Row.Transcript.ShouldBe(TranscriptState.GivenUp);
    }

    [Fact]
    public void A_given_up_call_is_not_put_back_by_a_live_page()
    {
        var call = GivenUp();

        call.Listed(TimeSpan.FromDays(4));

        call.Row!.NextCheckAt.ShouldBeNull();
    }

    [Fact]
    public void A_transcript_that_comes_after_it_was_given_up_is_told_all_the_same()
    {
        var call = GivenUp();
        var unavailable = call.Facts[^1];
        call.Listed(TimeSpan.FromDays(4), lane: Lane.Reread);

        var transcribed = call.Detailed(TimeSpan.FromDays(4), Watched.Transcript(3), lane: Lane.Reread).ShouldHaveSingleItem();

        transcribed.Type.ShouldBe(CallEventType.CallTranscribed);
        transcribed.Origin.ShouldBe(Origins.Reread);
        transcribed.Revision.ShouldBeGreaterThan(unavailable.Revision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_check_that_was_planned_by_a_clock_ahead_is_due_when_a_page_shows_the_call_again(bool isChecked)
    {
        var call = new Watched();
        var ahead = TimeSpan.FromDays(20);
        call.Listed(ahead);
        if (isChecked)
            call.Detailed(ahead + Second);

        call.Listed(2 * Second).ShouldBeEmpty();
        call.Row!.NextCheckAt.ShouldBe(Watched.Start + (2 * Second));

        // Checked by the right clock, it goes on in its rhythm.
        call.Detailed(3 * Second).ShouldBeEmpty();
        var next = call.Row.NextCheckAt;
        call.Listed(4 * Second);
        call.Row.NextCheckAt.ShouldBe(next);
        (next - Watched.Start).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_clock_that_hops_by_seconds_brings_no_check_forward()
    {
        var call = Seen();
        call.Detailed(10 * Second);
        var next = call.Row!.NextCheckAt;

        call.Listed(7 * Second);

        call.Row.NextCheckAt.ShouldBe(next);
    }

    [Fact]
    public void A_transcript_that_ends_well_before_its_call_is_looked_at_once_more()
    {
        var call = Seen();
        call.Detailed(2 * Second, Watched.Transcript(3, endMs: 200_000)).ShouldHaveSingleItem();
        call.Row!.NextCheckAt.ShouldBe(Watched.Start + (2 * Second) + TimeSpan.FromMinutes(15));

        var again = call.Detailed(TimeSpan.FromMinutes(15), Watched.Transcript(9, endMs: 400_000)).ShouldHaveSingleItem();

        again.Type.ShouldBe(CallEventType.CallTranscribed);
        ((CallTranscribed)again.Message).Transcript.Count.ShouldBe(9);
        call.Row.NextCheckAt.ShouldBeNull("once more, not for ever");
    }

    [Fact]
    public void A_transcript_that_did_not_grow_is_not_told_again()
    {
        var call = Seen();
        call.Detailed(2 * Second, Watched.Transcript(3, endMs: 200_000));

        call.Detailed(TimeSpan.FromMinutes(15), Watched.Transcript(3, endMs: 200_000)).ShouldBeEmpty();
        call.Detailed(TimeSpan.FromMinutes(16), Watched.Transcript(2, endMs: 200_000)).ShouldBeEmpty();
        call.Row!.NextCheckAt.ShouldBeNull();
    }

    [Fact]
    public void A_settle_check_that_finds_nothing_changes_nothing()
    {
        var call = Seen();
        call.Detailed(2 * Second, Watched.Transcript(3, endMs: 200_000));

        call.Missing(TimeSpan.FromMinutes(15)).ShouldBeEmpty();

        call.Row!.Transcript.ShouldBe(TranscriptState.Transcribed);
        call.Row.NextCheckAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(600d, 600_000L, false)]
    [InlineData(600d, 541_000L, false)]
    [InlineData(600d, 539_000L, true)]
    [InlineData(3600d, 3_300_000L, false)]
    [InlineData(3600d, 3_200_000L, true)]
    [InlineData(null, 1_000L, true)]
    public void Well_before_means_more_than_a_minute_and_more_than_a_tenth(double? duration, long endMs, bool wellBefore) =>
        TranscriptShape.EndsWellBefore(Watched.Transcript(1, endMs), duration).ShouldBe(wellBefore);

    private static Watched Seen()
    {
        var call = new Watched();
        call.Listed(Second);
        return call;
    }

    private static Watched GivenUp()
    {
        var call = Seen();
        call.Detailed(Second);
        call.WaitInVain(TimeSpan.FromDays(3));
        call.Row!.Transcript.ShouldBe(TranscriptState.GivenUp);
        return call;
    }
}
