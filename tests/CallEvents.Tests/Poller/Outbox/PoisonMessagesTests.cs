using CallEvents.Contracts;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class PoisonMessagesTests
{
    private readonly FakeTimeProvider time = new();
    private readonly PoisonMessages poison;

    public PoisonMessagesTests() => poison = new PoisonMessages(time);

    [Fact]
    public void After_a_failure_as_many_messages_as_failed_are_sent_one_at_a_time()
    {
        poison.RecordFailure([Row(1), Row(2)]);

        poison.IsOneAtATime.ShouldBeTrue();
        poison.RecordSuccess([Row(1)]);
        poison.IsOneAtATime.ShouldBeTrue();
        poison.RecordSuccess([Row(2)]);
        poison.IsOneAtATime.ShouldBeFalse();
    }

    [Fact]
    public void A_message_that_fails_three_times_beside_successes_is_parked_for_an_hour()
    {
        poison.RecordSuccess([Row(1)]);
        poison.RecordFailureAlone(Row(7), "refused").ShouldBeFalse();
        foreach (var (delay, isParked) in new[] { (1, false), (10, true) })
        {
            poison.RecordSuccess([Row(1)]);
            poison.NextRetry().ShouldBeNull();
            poison.UntilNextRetry().ShouldBe(TimeSpan.FromSeconds(delay));
            time.Advance(TimeSpan.FromSeconds(delay));
            poison.NextRetry().ShouldBe(7);
            poison.RecordFailureAlone(Row(7), "refused").ShouldBe(isParked);
        }

        poison.RecordSuccess([Row(1)]);
        poison.Excluded().ShouldBe([7]);
        time.Advance(TimeSpan.FromHours(1));
        poison.NextRetry().ShouldBe(7);
        poison.RecordSuccess([Row(7)]);
        poison.Excluded().ShouldBeEmpty();
    }

    [Fact]
    public void A_parked_message_is_shown_with_its_error_and_sent_when_asked_for()
    {
        poison.RecordSuccess([Row(1)]);
        for (var failure = 0; failure < 3; failure++)
        {
            poison.Parked().ShouldBeEmpty();
            poison.RecordFailureAlone(Row(7), "refused");
            poison.RecordSuccess([Row(1)]);
        }

        var parkedAt = time.GetUtcNow();
        RefusedEvent parked = new(7, "call_1", CallEventType.CallRecorded, "refused", parkedAt, parkedAt + TimeSpan.FromHours(1));
        poison.Parked().ShouldBe([parked]);
        poison.NextRetry().ShouldBeNull();

        time.Advance(TimeSpan.FromMinutes(1));
        poison.RetryNow(7);
        poison.RetryNow(8);
        poison.NextRetry().ShouldBe(7);

        poison.RecordFailureAlone(Row(7), "timeout").ShouldBeTrue();
        poison.Parked().ShouldBe([parked with { Error = "timeout", NextRetryAt = parkedAt + TimeSpan.FromMinutes(61) }]);
        poison.RecordSuccess([Row(7)]);
        poison.Parked().ShouldBeEmpty();
    }

    [Fact]
    public void Between_two_tries_of_such_messages_another_is_sent()
    {
        poison.RecordSuccess([Row(1)]);
        poison.RecordFailureAlone(Row(7), "refused");
        poison.RecordFailureAlone(Row(8), "refused");
        time.Advance(TimeSpan.FromSeconds(10));

        poison.NextRetry().ShouldBeNull();
        poison.Excluded().ShouldBe([7, 8]);
        poison.RecordSuccess([Row(1)]);
        poison.NextRetry().ShouldBe(7);
        poison.Excluded().ShouldBe([7]);
    }

    [Fact]
    public void Without_others_such_messages_are_tried_again_when_due()
    {
        poison.RecordSuccess([Row(1)]);
        poison.RecordFailureAlone(Row(7), "refused");
        poison.RecordFailureAlone(Row(8), "refused");

        poison.RecordNothingPending(retry: null).ShouldBeTrue();
        poison.Excluded().ShouldBe([7]);
        poison.RecordNothingPending(retry: null).ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        poison.NextRetry().ShouldBe(7);
    }

    [Fact]
    public void A_message_that_is_no_longer_pending_is_forgotten()
    {
        poison.RecordSuccess([Row(1)]);
        poison.RecordFailureAlone(Row(7), "refused");

        poison.RecordNothingPending(retry: 7).ShouldBeTrue();

        poison.Excluded().ShouldBeEmpty();
    }

    [Fact]
    public void During_an_outage_messages_are_tried_in_turn_and_none_is_parked()
    {
        poison.RecordFailure([Row(1), Row(2)]);
        for (var round = 0; round < 10; round++)
        {
            for (var id = 1; id <= 64; id++)
            {
                poison.RecordFailureAlone(Row(id), "refused").ShouldBeFalse();
                poison.Excluded().ShouldBe(Enumerable.Range(1, id).Select(tried => (long)tried));
            }
        }

        poison.RecordSuccess([Row(65)]);
        poison.Excluded().ShouldBeEmpty();
        poison.IsOneAtATime.ShouldBeTrue();
    }

    private static OutboxRow Row(long id) =>
        new()
        {
            Id = id,
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
}
