using CallEvents.Poller.Ledger;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class RecentAnswersMemoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly RecentObservations recent = new();

    [Fact]
    public void What_no_answer_can_be_older_than_any_more_is_forgotten()
    {
        Note("old", Noon);
        Note("new", Noon + RecentObservations.RetentionTime);
        recent.Find("old").ShouldBe(Noon, "an answer that was asked for before may still come");

        Note("newer", Noon + (2 * RecentObservations.RetentionTime));
        recent.Find("new").ShouldBe(Noon + RecentObservations.RetentionTime);

        Note("newest", Noon + (3 * RecentObservations.RetentionTime) + Second);
        recent.Find("old").ShouldBeNull();
        recent.Find("new").ShouldBeNull();
        recent.Find("newer").ShouldBe(Noon + (2 * RecentObservations.RetentionTime));
    }

    [Fact]
    public void A_day_of_polls_leaves_no_more_in_memory_than_the_last_minutes()
    {
        var calls = Enumerable.Range(0, 24 * 60).Select(minute => $"call_{minute}").ToList();
        for (var minute = 0; minute < calls.Count; minute++)
            Note(calls[minute], Noon.AddMinutes(minute));

        calls.Where(call => recent.Find(call) is not null).ShouldBe(calls[^4..]);
    }

    [Fact]
    public void After_a_pause_nothing_of_before_is_in_memory()
    {
        Note("call_1", Noon);
        Note("call_2", Noon + (3 * RecentObservations.RetentionTime));

        recent.Find("call_1").ShouldBeNull();
    }

    [Fact]
    public void A_clock_that_hops_back_by_less_than_a_minute_makes_nothing_forgotten()
    {
        Note("call_1", Noon);
        Note("call_2", Noon - (50 * Second));

        recent.Find("call_1").ShouldBe(Noon);
    }

    [Fact]
    public void One_that_was_answered_again_is_kept_for_its_last_answer()
    {
        Note("call_1", Noon);
        Note("call_1", Noon + (50 * Second));
        Note("call_2", Noon + (70 * Second));

        recent.Find("call_1").ShouldBe(Noon + (50 * Second));
    }

    [Fact]
    public void What_a_clock_that_was_ahead_has_noted_is_forgotten_when_it_is_corrected()
    {
        recent.Record("call_1", Noon.AddDays(3), Noon.AddDays(3));
        Note("call_2", Noon);

        recent.Find("call_1").ShouldBeNull();
        recent.Find("call_2").ShouldBe(Noon);
    }

    private void Note(string callId, DateTimeOffset at) => recent.Record(callId, at, at);
}
