using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Local;

public sealed class HeardTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void The_last_ten_events_are_kept_newest_first()
    {
        var heard = new Heard(time);
        for (var number = 0; number < 12; number++)
            heard.Add(CallEventType.CallRecorded, new Guid(number, 0, 0, new byte[8]), $"call_{number}", "live", "won");

        heard.Last.Select(one => one.CallId).ShouldBe(Enumerable.Range(2, 10).Reverse().Select(number => $"call_{number}"));
    }

    [Fact]
    public void The_same_event_again_is_a_repeat_and_another_id_is_not()
    {
        var heard = new Heard(time);
        var id = new Guid(1, 0, 0, new byte[8]);
        heard.Add(CallEventType.CallRecorded, id, "a", "live", null);
        heard.Add(CallEventType.CallRecorded, id, "a", "live", null);
        (heard.Repeats, heard.Of(CallEventType.CallRecorded)["a"]).ShouldBe((1, 1));

        heard.Add(CallEventType.CallRecorded, new Guid(2, 0, 0, new byte[8]), "a", "live", null);
        (heard.Repeats, heard.Of(CallEventType.CallRecorded)["a"]).ShouldBe((1, 2));
    }

    [Fact]
    public void The_first_of_each_type_and_origin_is_told_once()
    {
        var heard = new Heard(time);
        foreach (var (type, origin) in new[] { (CallEventType.CallRecorded, "live"), (CallEventType.CallRecorded, "live"), (CallEventType.CallRecorded, "backfill"), (CallEventType.CallUpdated, "live") })
            heard.Add(type, new Guid(1, 0, 0, new byte[8]), "a", origin, null);

        heard.TakeFirsts().Select(first => (first.Type, first.Origin))
            .ShouldBe([(CallEventType.CallRecorded, "live"), (CallEventType.CallRecorded, "backfill"), (CallEventType.CallUpdated, "live")]);
        heard.TakeFirsts().ShouldBeEmpty();
    }

    [Fact]
    public void The_pulse_counts_whole_seconds_and_forgets_old_ones()
    {
        var pulse = new Pulse(time);
        pulse.Beat();
        pulse.Beat();
        time.Advance(TimeSpan.FromSeconds(2));
        pulse.Beat();
        pulse.Last(3).ShouldBe([0, 2, 0]);

        time.Advance(TimeSpan.FromSeconds(1));
        pulse.Last(3).ShouldBe([2, 0, 1]);

        time.Advance(TimeSpan.FromMinutes(20));
        pulse.Last(3).ShouldBe([0, 0, 0]);
    }
}
