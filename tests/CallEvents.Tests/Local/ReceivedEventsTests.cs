using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Local;

public sealed class ReceivedEventsTests
{
    private readonly ReceivedEvents events = new(TimeProvider.System);

    [Fact]
    public void The_latest_ten_events_are_kept_newest_first()
    {
        for (var number = 0; number < 12; number++)
            events.Add(CallEventType.CallRecorded, MessageId(number), $"call_{number}", "live", "won");

        events.Latest.Select(received => received.CallId).ShouldBe(Enumerable.Range(2, 10).Reverse().Select(number => $"call_{number}"));
    }

    [Fact]
    public void Only_a_repeated_message_id_counts_as_a_repeated_delivery()
    {
        events.Add(CallEventType.CallRecorded, MessageId(1), "a", "live", null);
        events.Add(CallEventType.CallRecorded, MessageId(1), "a", "live", null);
        (events.RepeatedDeliveries, events.CountMessageIds(CallEventType.CallRecorded)["a"]).ShouldBe((1, 1));

        events.Add(CallEventType.CallRecorded, MessageId(2), "a", "live", null);
        (events.RepeatedDeliveries, events.CountMessageIds(CallEventType.CallRecorded)["a"]).ShouldBe((1, 2));
    }

    [Fact]
    public void The_first_event_of_each_type_and_origin_is_returned_once()
    {
        events.Add(CallEventType.CallRecorded, MessageId(1), "a", "live", null);
        events.Add(CallEventType.CallRecorded, MessageId(1), "a", "live", null);
        events.Add(CallEventType.CallRecorded, MessageId(1), "a", "backfill", null);
        events.Add(CallEventType.CallUpdated, MessageId(1), "a", "live", null);

        events
            .TakeFirstOfEachKind()
            .Select(first => (first.Type, first.Origin))
            .ShouldBe([
                (CallEventType.CallRecorded, "live"),
                (CallEventType.CallRecorded, "backfill"),
                (CallEventType.CallUpdated, "live"),
            ]);
        events.TakeFirstOfEachKind().ShouldBeEmpty();
    }

    private static Guid MessageId(int number) => new(number, 0, 0, new byte[8]);
}
