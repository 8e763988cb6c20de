using CallEvents.Poller.Ledger;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class RecentAnswersMemoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly RecentAnswers recent = new();

    [Fact]
    public void What_no_answer_can_be_older_than_any_more_is_forgotten()
    {
        Note("old", Noon);
        Note("new", Noon + RecentAnswers.Memory);
        recent.Of("old").ShouldBe(Noon, "an answer that was asked for before may still come");

        Note("newer", Noon + (2 * RecentAnswers.Memory));
        recent.Of("new").ShouldBe(Noon + RecentAnswers.Memory);

        Note("newest", Noon + (3 * RecentAnswers.Memory) + Second);
        recent.Of("old").ShouldBeNull();
        recent.Of("new").ShouldBeNull();
        recent.Of("newer").ShouldBe(Noon + (2 * RecentAnswers.Memory));
    }

    [Fact]
    public void A_day_of_polls_leaves_no_more_in_memory_than_the_last_minutes()
    {
        var calls = Enumerable.Range(0, 24 * 60).Select(minute => $"call_{minute}").ToList();
        for (var minute = 0; minute < calls.Count; minute++)
            Note(calls[minute], Noon.AddMinutes(minute));

        calls.Where(call => recent.Of(call) is not null).ShouldBe(calls[^4..]);
    }

    [Fact]
    public void After_a_pause_nothing_of_before_is_in_memory()
    {
        Note("call_1", Noon);
        Note("call_2", Noon + (3 * RecentAnswers.Memory));

        recent.Of("call_1").ShouldBeNull();
    }

    [Fact]
    public void A_clock_that_hops_back_by_less_than_a_minute_makes_nothing_forgotten()
    {
        Note("call_1", Noon);
        Note("call_2", Noon - (50 * Second));

        recent.Of("call_1").ShouldBe(Noon);
    }

    [Fact]
    public void One_that_was_answered_again_is_kept_for_its_last_answer()
    {
        Note("call_1", Noon);
        Note("call_1", Noon + (50 * Second));
        Note("call_2", Noon + (70 * Second));

        recent.Of("call_1").ShouldBe(Noon + (50 * Second));
    }

    [Fact]
    public void What_a_clock_that_was_ahead_has_noted_is_forgotten_when_it_is_corrected()
    {
        recent.Note("call_1", Noon.AddDays(3), Noon.AddDays(3));
        Note("call_2", Noon);

        recent.Of("call_1").ShouldBeNull();
        recent.Of("call_2").ShouldBe(Noon);
    }

    private void Note(string callId, DateTimeOffset at) => recent.Note(callId, at, at);
}
