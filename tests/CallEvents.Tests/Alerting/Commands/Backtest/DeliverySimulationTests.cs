using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Commands.Backtest;
using CallEvents.Alerting.Rules;
using static CallEvents.Tests.Alerting.Commands.Backtest.PastFirings;

namespace CallEvents.Tests.Alerting.Commands.Backtest;

/// <summary>What throttles, quiet hours and digests would have left of past alerts.</summary>
public sealed class DeliverySimulationTests
{
    private static readonly Throttle TwoADay = new(Per.Rep, Max: 2, Every: TimeSpan.FromDays(1));

    [Fact]
    public void A_throttle_leaves_so_many_in_any_time_of_its_length()
    {
        var rule = Rule() with { Throttle = TwoADay };

        Deliver(((int[])[0, 1, 2, 23, 24, 25, 26]).Select(hour => Fire(rule, TimeSpan.FromHours(hour))))
            .ShouldBe([
                Delivery.Single,
                Delivery.Single,
                Delivery.InThrottleDigest,
                Delivery.InThrottleDigest,
                Delivery.Single,
                Delivery.Single,
                Delivery.InThrottleDigest,
            ]);
    }

    [Fact]
    public void Excess_of_one_window_is_one_digest()
    {
        var rule = Rule() with { Throttle = TwoADay };

        var channel = DeliverySimulation
            .Run(Enumerable.Range(0, 30).Select(minute => Fire(rule, TimeSpan.FromMinutes(minute))), _ => ChannelSchedule.Default)
            .ShouldHaveSingleItem();

        channel.Digests.ShouldBe(1);
        channel.Deliveries.Count(one => one.Delivery is Delivery.InThrottleDigest).ShouldBe(28);
    }

    [Fact]
    public void Excess_can_be_dropped()
    {
        var rule = Rule() with { Throttle = TwoADay with { DropExcess = true } };

        Deliver([.. Enumerable.Range(0, 3).Select(hour => Fire(rule, TimeSpan.FromHours(hour)))])[^1].ShouldBe(Delivery.Dropped);
    }

    [Fact]
    public void Reps_and_prospects_are_counted_apart_and_a_rule_as_a_whole()
    {
        var perRep = Rule() with { Throttle = TwoADay with { Max = 1 } };
        Deliver([Fire(perRep, TimeSpan.Zero, "a"), Fire(perRep, TimeSpan.Zero, "b")]).ShouldBe([Delivery.Single, Delivery.Single]);

        var perRule = perRep with { Throttle = perRep.Throttle! with { Per = Per.Rule } };
        Deliver([Fire(perRule, TimeSpan.Zero, "a"), Fire(perRule, TimeSpan.Zero, "b")])
            .ShouldBe([Delivery.Single, Delivery.InThrottleDigest]);

        var perProspect = perRep with { Throttle = perRep.Throttle! with { Per = Per.Prospect } };
        Deliver([Fire(perProspect, TimeSpan.Zero, "a", "x@acme.example"), Fire(perProspect, TimeSpan.Zero, "b", "X@acme.example")])
            .ShouldBe([Delivery.Single, Delivery.InThrottleDigest]);
    }

    [Fact]
    public void What_comes_in_quiet_hours_is_one_digest_and_counts_for_no_throttle()
    {
        var rule = Rule() with { Throttle = TwoADay with { Max = 1 } };
        var critical = Rule("critical") with { Severity = Severity.Critical };

        var channel = DeliverySimulation
            .Run(
                [
                    Fire(rule, TimeSpan.FromHours(13)),
                    Fire(critical, TimeSpan.FromHours(14)),
                    Fire(rule, TimeSpan.FromHours(23)),
                    Fire(rule, TimeSpan.FromHours(24)),
                    Fire(rule, TimeSpan.FromHours(25)),
                ],
                _ => QuietAtNight
            )
            .ShouldHaveSingleItem();

        channel
            .Deliveries.Select(one => one.Delivery)
            .ShouldBe([Delivery.InQuietDigest, Delivery.Single, Delivery.InQuietDigest, Delivery.Single, Delivery.InThrottleDigest]);
        channel.Digests.ShouldBe(2);
    }

    [Fact]
    public void A_rule_that_is_delivered_in_digests_sends_none_alone()
    {
        var rule = Rule() with { DeliverInDigest = true, Severity = Severity.Critical };

        var channel = DeliverySimulation
            .Run(((int[])[0, 1, 30]).Select(hour => Fire(rule, TimeSpan.FromHours(hour))), _ => QuietAtNight)
            .ShouldHaveSingleItem();

        channel.Deliveries.ShouldAllBe(one => one.Delivery == Delivery.InDigest);
        channel.Digests.ShouldBe(3, "08:00 goes to 09:00, 09:00 and later to the next day's, 14:00 to the one after");
    }

    [Fact]
    public void Each_channel_counts_for_itself()
    {
        var rule = Rule() with { Throttle = TwoADay with { Max = 1 } };

        var channels = DeliverySimulation.Run(
            [Fire(rule, TimeSpan.Zero, channels: ["a", "b"]), Fire(rule, TimeSpan.FromHours(1), channels: ["B"])],
            _ => ChannelSchedule.Default
        );

        channels.Select(channel => (channel.Channel, channel.Deliveries.Count)).ShouldBe([("a", 1), ("b", 2)]);
        channels[0].Deliveries[0].Delivery.ShouldBe(Delivery.Single);
        channels[1].Deliveries.Select(one => one.Delivery).ShouldBe([Delivery.Single, Delivery.InThrottleDigest]);
    }
}
