using CallEvents.ServiceDefaults.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.ServiceDefaults.Resilience;

public sealed class OutageCounterTests
{
    private readonly FakeTimeProvider time = new();
    private readonly OutageCounter outage;

    public OutageCounterTests() => outage = new OutageCounter(TimeSpan.FromSeconds(30), time);

    [Fact]
    public void The_first_failure_and_the_end_are_logged_and_the_others_counted()
    {
        outage.RecordSuccess().ShouldBeNull();
        outage.RecordFailure().ShouldBeTrue();
        for (var second = 0; second < 59; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            outage.RecordFailure().ShouldBeFalse();
        }

        time.Advance(TimeSpan.FromMinutes(1));
        outage.RecordSuccess().ShouldBe(new EndedOutage(TimeSpan.FromSeconds(119), 60));
        outage.RecordSuccess().ShouldBeNull();
        outage.RecordFailure().ShouldBeTrue();
    }

    [Fact]
    public void An_outage_in_which_some_operations_succeed_is_one_outage()
    {
        outage.RecordFailure();
        for (var second = 0; second < 100; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            outage.RecordSuccess().ShouldBeNull();
            outage.RecordFailure().ShouldBeFalse();
        }

        time.Advance(TimeSpan.FromSeconds(2));
        outage.RecordSuccess().ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(28));
        outage.RecordSuccess().ShouldBe(new EndedOutage(TimeSpan.FromSeconds(102), 101), "it lasted until the first success");
    }

    [Fact]
    public void An_idle_time_ends_an_outage_only_after_a_success()
    {
        outage.RecordFailure();
        time.Advance(TimeSpan.FromHours(1));
        outage.RecordIdle().ShouldBeNull();
        outage.RecordFailure().ShouldBeFalse();
        outage.RecordSuccess().ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(30));
        outage.RecordIdle().ShouldBe(new EndedOutage(TimeSpan.FromHours(1), 2));
    }

    [Fact]
    public void Each_kind_of_failure_is_logged_once()
    {
        outage.RecordFailure("throttled").ShouldBeTrue();
        outage.RecordFailure("rejected").ShouldBeTrue();
        outage.RecordFailure("throttled").ShouldBeFalse();
    }
}
