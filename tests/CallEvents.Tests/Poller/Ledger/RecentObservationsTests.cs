using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class RecentObservationsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly RecentObservations recent = new();

    [Fact]
    public void Observations_older_than_any_open_response_are_removed()
    {
        Record("old", Noon);
        Record("new", Noon + ObservationContext.MaxAge);
        recent.Find("old").ShouldBe(Noon, "a response to an earlier request may still arrive");

        Record("newer", Noon + (2 * ObservationContext.MaxAge));
        recent.Find("new").ShouldBe(Noon + ObservationContext.MaxAge);

        Record("newest", Noon + (3 * ObservationContext.MaxAge) + Second);
        recent.Find("old").ShouldBeNull();
        recent.Find("new").ShouldBeNull();
        recent.Find("newer").ShouldBe(Noon + (2 * ObservationContext.MaxAge));
    }

    [Fact]
    public void Only_the_last_minutes_of_a_day_of_polls_stay_in_memory()
    {
        var calls = Enumerable.Range(0, 24 * 60).Select(minute => $"call_{minute}").ToList();
        for (var minute = 0; minute < calls.Count; minute++)
            Record(calls[minute], Noon.AddMinutes(minute));

        calls.Where(call => recent.Find(call) is not null).ShouldBe(calls[^4..]);
    }

    [Fact]
    public void Nothing_from_before_a_long_pause_stays_in_memory()
    {
        Record("call_1", Noon);
        Record("call_2", Noon + (3 * ObservationContext.MaxAge));

        recent.Find("call_1").ShouldBeNull();
    }

    [Fact]
    public void A_clock_correction_of_less_than_a_minute_removes_nothing()
    {
        Record("call_1", Noon);
        Record("call_2", Noon - (50 * Second));

        recent.Find("call_1").ShouldBe(Noon);
    }

    [Fact]
    public void A_repeated_observation_is_kept_by_its_latest_time()
    {
        Record("call_1", Noon);
        Record("call_1", Noon + (50 * Second));
        Record("call_2", Noon + (70 * Second));

        recent.Find("call_1").ShouldBe(Noon + (50 * Second));
    }

    [Fact]
    public void Observations_of_a_fast_clock_are_removed_when_it_is_corrected()
    {
        recent.Record("call_1", Noon.AddDays(3), Noon.AddDays(3));
        Record("call_2", Noon);

        recent.Find("call_1").ShouldBeNull();
        recent.Find("call_2").ShouldBe(Noon);
    }

    private void Record(string callId, DateTimeOffset at) => recent.Record(callId, at, at);
}
