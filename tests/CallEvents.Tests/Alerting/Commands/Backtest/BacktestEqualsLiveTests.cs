using CallEvents.Alerting.Commands.Backtest;
using CallEvents.Alerting.Commands.Reading;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.Commands.Backtest;

/// <summary>A backtest says of past calls what alerting would have done with them.</summary>
public sealed class BacktestEqualsLiveTests
{
    private const string Rules = """
        version: 1
        defaults: { notify: [first] }
        rules:
          - id: low-score
            title: Low score
            when: [ { coachingScore: { below: 50 } } ]
            throttle: { per: rep, max: 2, every: 24h }
          - id: competitor
            title: A competitor was named
            severity: critical
            when: [ { said: { by: prospect, any: [gong] } } ]
            throttle: { per: prospect, max: 1, every: 7d, excess: drop }
          - id: lost-with-competitor
            title: Lost, and a competitor was named
            when: [ { outcome: lost }, { said: { any: [gong] } } ]
          - id: won
            title: Won
            when: [ { outcome: won } ]
            deliver: digest
        """;

    private static readonly Dictionary<string, string?> Nights = new()
    {
        ["Channels:first:QuietHours:From"] = "19:00",
        ["Channels:first:QuietHours:To"] = "07:30",
        ["Channels:first:QuietHours:Zone"] = "Europe/Berlin",
    };

    [Fact]
    public async Task Its_numbers_are_those_of_alerting_on_the_same_calls()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules, Nights);
        var events = PastCalls(bench.Time.GetUtcNow()).Select(call => PastEvents.Of("main", call, call.Call.CreatedAt)).ToList();
        foreach (var callEvent in events.SelectMany(call => call))
        {
            bench.Time.SetUtcNow(callEvent.ObservedAt);
            await bench.RaiseAsync(callEvent);
        }

        var live = (await bench.ReadAsync())
            .Where(row => !row.IsDigest)
            .CountBy(row => $"{row.RuleId}: {DeliveryOf(row)}")
            .OrderBy(count => count.Key, StringComparer.Ordinal);
        var judge = new PastJudge(
            bench.Resolve<RulesSource>().Current,
            (callEvent, rep) => new RuleJudge(callEvent, rep).Judge,
            showsWords: false
        );
        var channel = bench.Resolve<ChannelSet>().Find("first")!;
        var schedule = new ChannelSchedule(channel.QuietHours.EndOf, channel.DigestTime.After);
        var backtest = DeliverySimulation
            .Run(events.SelectMany(call => judge.Judge(call, rep: null)), _ => schedule)
            .ShouldHaveSingleItem()
            .Deliveries.CountBy(delivery => $"{delivery.Firing.Rule.Id}: {delivery.Delivery}")
            .OrderBy(count => count.Key, StringComparer.Ordinal);

        backtest.ShouldBe(live);
        live.Select(count => count.Key)
            .ShouldBe([
                "competitor: Dropped",
                "competitor: Single",
                "lost-with-competitor: InQuietDigest",
                "lost-with-competitor: Single",
                "low-score: InQuietDigest",
                "low-score: InThrottleDigest",
                "low-score: Single",
                "won: InDigest",
            ]);
    }

    private static IEnumerable<PastCall> PastCalls(DateTimeOffset start)
    {
        var random = new Random(7);
        string[] outcomes = ["won", "lost", "follow_up"];
        for (var number = 0; number < 400; number++)
        {
            var call = new Call
            {
                Id = $"call {number:000}",
                CreatedAt = start.AddMinutes(37 * number),
                RepId = random.Next(8) == 0 ? null : $"user_{random.Next(4)}",
                ProspectEmail = random.Next(8) == 0 ? null : $"p{random.Next(30)}@customer.example",
                CoachingScore = random.Next(8) == 0 ? null : random.Next(100),
                Outcome = outcomes[random.Next(outcomes.Length)],
            };
            var text = random.Next(4) == 0 ? "We also look at Gong." : "Fine.";
            yield return new(call, random.Next(10) == 0 ? null : [new Segment { Speaker = Speakers.Prospect, Text = text }]);
        }
    }

    private static Delivery DeliveryOf(OutboxAlert row) =>
        (row.State, row.Reason) switch
        {
            (AlertState.Folded, "digest") => Delivery.InDigest,
            (AlertState.Folded, "quiet_hours") => Delivery.InQuietDigest,
            (AlertState.Folded, "throttle") => Delivery.InThrottleDigest,
            (AlertState.Rejected, "throttle") => Delivery.Dropped,
            _ => Delivery.Single,
        };
}
