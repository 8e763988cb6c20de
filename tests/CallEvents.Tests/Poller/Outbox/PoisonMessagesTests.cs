using CallEvents.Contracts;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class PoisonMessagesTests
{
    [Fact]
    public void An_event_that_keeps_failing_while_others_succeed_is_parked_for_an_hour()
    {
        var time = new FakeTimeProvider();
        var poison = new PoisonMessages(time);
        var row = new OutboxRow
        {
            Id = 7,
            Workspace = "main",
            CallId = "call_1",
            Revision = 1,
            Type = CallEventType.CallRecorded,
            MessageId = Guid.Empty,
            Lane = Lane.Live,
            Origin = Origins.Live,
            ObservedAt = TestLedger.Now,
            Size = 1,
        };

        Enumerable.Range(0, 5).Select(_ => poison.RecordFailure(row)).ShouldBe([false, false, false, false, true]);
        poison.Parked().ShouldBe([7]);
        time.Advance(TimeSpan.FromHours(1));
        poison.Parked().ShouldBeEmpty();
    }
}
