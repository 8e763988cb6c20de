using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Calls;

/// <summary>Transcript checks that a list page requeues or reschedules.</summary>
public sealed class CallDeciderRequeueTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true, Origins.Backfill)]
    [InlineData(false, Origins.Reread)]
    public void A_rechecked_call_keeps_its_origin(bool isHistory, string origin)
    {
        var call = new CallScenario { StartedAt = CallScenario.Start + (isHistory ? Minute : -Minute) };
        call.ObserveList(TimeSpan.Zero);
        call.RunChecksWithoutTranscript(TimeSpan.FromDays(3));

        call.ObserveList(TimeSpan.FromDays(4), lane: Lane.Reread);

        call.State!.NextCheckAt.ShouldBe(CallScenario.Start.AddDays(4));
        call.ObserveDetail(TimeSpan.FromDays(4), CallScenario.Transcript(3), lane: call.State.Lane)
            .ShouldHaveSingleItem()
            .Lane.Origin()
            .ShouldBe(origin);
    }

    [Fact]
    public void A_settle_check_scheduled_by_a_fast_clock_is_rescheduled_once()
    {
        var (call, ahead) = (new CallScenario(), TimeSpan.FromDays(20));
        call.ObserveList(ahead);
        call.ObserveDetail(ahead, CallScenario.Transcript(3, endMs: 200_000));

        call.ObserveList(Minute);
        call.State!.NextCheckAt.ShouldBe(CallScenario.Start + Minute + call.Schedule.SettleAfter);

        call.ObserveList(2 * Minute);
        call.State.NextCheckAt.ShouldBe(CallScenario.Start + Minute + call.Schedule.SettleAfter);
    }
}
