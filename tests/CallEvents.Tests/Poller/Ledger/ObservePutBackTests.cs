using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>Checks that a page brings forward.</summary>
public sealed class ObservePutBackTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true, Origins.Backfill)]
    [InlineData(false, Origins.Reread)]
    public void A_call_of_before_the_first_start_stays_history_when_its_transcript_is_looked_for_once_more(bool isHistory, string origin)
    {
        var call = new Watched { StartedAt = Watched.Start + (isHistory ? Minute : -Minute) };
        call.Listed(TimeSpan.Zero);
        call.WaitInVain(TimeSpan.FromDays(3));

        call.Listed(TimeSpan.FromDays(4), lane: Lane.Reread);

        call.Row!.NextCheckAt.ShouldBe(Watched.Start.AddDays(4));
        call.Detailed(TimeSpan.FromDays(4), Watched.Transcript(3), lane: call.Row.Lane).ShouldHaveSingleItem().Origin.ShouldBe(origin);
    }

    [Fact]
    public void A_second_look_that_a_clock_ahead_has_planned_comes_as_late_as_it_should_and_is_put_off_by_no_page()
    {
        var (call, ahead) = (new Watched(), TimeSpan.FromDays(20));
        call.Listed(ahead);
        call.Detailed(ahead, Watched.Transcript(3, endMs: 200_000));

        call.Listed(Minute);
        call.Row!.NextCheckAt.ShouldBe(Watched.Start + Minute + call.Schedule.SettleAfter);

        call.Listed(2 * Minute);
        call.Row.NextCheckAt.ShouldBe(Watched.Start + Minute + call.Schedule.SettleAfter);
    }
}
