using CallEvents.Alerting.Rules;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

public sealed class MessageOrderTests
{
    private const string Rules = """
        version: 1
        defaults: { notify: [first, second] }
        rules:
          - id: deal-lost
            title: Deal lost
            when: [ { outcome: lost } ]
          - id: competitor
            title: A competitor was named
            when: [ { said: { by: prospect, any: [gong] } } ]
          - id: lost-with-competitor
            title: Lost, and a competitor was named
            when:
              - outcome: lost
              - said: { by: prospect, any: [gong] }
          - id: transcript-missing
            title: No transcript came
            when: [ { transcript: unavailable } ]
          - id: score-dropped
            title: Score was lowered
            when: [ { changed: { field: coachingScore, dropsBy: 10 } } ]
            once: change
        """;

    [Fact]
    public async Task A_rule_that_mixes_fields_with_words_fires_in_both_orders()
    {
        foreach (var isTranscriptFirst in (bool[])[true, false])
        {
            await using var bench = await AlertingBench.CreateAsync(Rules);
            var (transcribed, lost) = (bench.Transcribed("one", "We also look at Gong."), Lost(bench, "one"));
            await bench.RaiseAsync(isTranscriptFirst ? transcribed : lost);
            await bench.RaiseAsync(isTranscriptFirst ? lost : transcribed);
            await bench.SendAsync();

            var alert = bench.Channels["first"].Alerts.Single(alert => alert.RuleId == "lost-with-competitor");
            alert.Snippets.ShouldHaveSingleItem().Words.ShouldBe("Gong");
            alert.Text.ShouldContain("lost");
        }
    }

    [Fact]
    public async Task The_alert_shows_the_call_as_the_newer_message_has_it()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(Lost(bench, "one"));
        await bench.RaiseAsync(bench.Transcribed("one", "We also look at Gong.", outcome: "follow_up"));
        await bench.RaiseAsync(bench.Transcribed("one", "We also look at Gong.", outcome: "follow_up"));
        await bench.SendAsync();

        bench.Channels["first"].Alerts.Single(alert => alert.RuleId == "lost-with-competitor").Outcome.ShouldBe("lost");
    }

    [Fact]
    public async Task Nothing_is_remembered_of_a_call_on_which_the_rule_has_fired()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(Lost(bench, "half"));
        await bench.RaiseAsync(Lost(bench, "one"));
        foreach (var id in (string[])["one", "two"])
        {
            await bench.RaiseAsync(bench.Transcribed(id, "We also look at Gong.", outcome: "lost"));
            await bench.RaiseAsync(Lost(bench, id));
        }

        await using var context = await bench.Resolve<IDbContextFactory<AlertingDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var remembered = await context.Remembered.ToDictionaryAsync(match => match.CallId, TestContext.Current.CancellationToken);
        remembered["half"].Call.ShouldNotBeEmpty();
        foreach (var id in (string[])["one", "two"])
        {
            var match = remembered[id];
            (match.Fields, match.Rest, match.Call).ShouldBe((RememberedMatch.Fired, RememberedMatch.Fired, ""));
        }
    }

    [Fact]
    public async Task What_is_remembered_is_forgotten_after_a_week_and_with_other_conditions()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(bench.Transcribed("one", "We also look at Gong."));
        await bench.RaiseAsync(bench.Transcribed("two", "We also look at Gong."));
        await using var edited = await AlertingBench.CreateAsync(
            Rules.Replace("any: [gong]", "any: [chorus]", StringComparison.Ordinal),
            replicaOf: bench
        );
        await edited.RaiseAsync(Lost(edited, "two"));
        bench.Time.Advance(TimeSpan.FromDays(8));
        await bench.CleanAsync();
        await bench.RaiseAsync(Lost(bench, "one"));

        (await bench.ReadAsync()).ShouldNotContain(row => row.RuleId == "lost-with-competitor");
    }

    [Fact]
    public Task Any_order_and_repeat_of_a_calls_events_ends_in_the_same_alerts_each_once_for_a_channel() =>
        Gen.Int[0, 4]
            .List[8, 20]
            .SampleAsync(
                async order =>
                {
                    await using var bench = await AlertingBench.CreateAsync(Rules);
                    await using var replica = await AlertingBench.CreateAsync(Rules, replicaOf: bench);
                    CallEvent[] events =
                    [
                        bench.Recorded("one"),
                        bench.Transcribed("one", "We also look at Gong."),
                        Lost(bench, "one"),
                        Scored(bench, "one"),
                        bench.Recorded("one") with
                        {
                            Kind = EventKind.Unavailable,
                            Revision = 5,
                        },
                    ];
                    int[] all = [.. order, 0, 1, 2, 3, 4];
                    foreach (var (index, turn) in all.Select((index, turn) => (index, turn)))
                    {
                        await (turn % 2 == 0 ? bench : replica).RaiseAsync(events[index]);
                        if (turn % 3 == 0)
                            await bench.SendAsync("first");
                    }

                    foreach (var channel in (string[])["first", "second"])
                    {
                        await bench.SendAsync(channel);
                        bench
                            .Channels[channel]
                            .Alerts.Select(alert => alert.RuleId)
                            .Order(StringComparer.Ordinal)
                            .ShouldBe(["competitor", "deal-lost", "lost-with-competitor", "score-dropped", "transcript-missing"]);
                    }
                },
                iter: 20,
                threads: 1
            );

    private static CallEvent Lost(AlertingBench bench, string id)
    {
        var callEvent = bench.Recorded(id, Outcomes.Lost);
        return callEvent with { Kind = EventKind.Updated, Revision = 3, Previous = callEvent.Call with { Outcome = null } };
    }

    private static CallEvent Scored(AlertingBench bench, string id)
    {
        var callEvent = bench.Recorded(id);
        return callEvent with
        {
            Kind = EventKind.Updated,
            Revision = 4,
            Call = callEvent.Call with { CoachingScore = 50 },
            Previous = callEvent.Call with { CoachingScore = 70 },
        };
    }
}
