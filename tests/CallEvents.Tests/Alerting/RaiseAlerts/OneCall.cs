using CallEvents.Alerting.Rules;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

/// <summary>The events of a call on which each of some rules fires once.</summary>
internal static class OneCall
{
    public const string Rules = """
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

    /// <summary>The rules by their ids, in order.</summary>
    public static IReadOnlyList<string> RuleIds { get; } =
    ["competitor", "deal-lost", "lost-with-competitor", "score-dropped", "transcript-missing"];

    /// <summary>One of each kind, and a second update.</summary>
    public static IReadOnlyList<CallEvent> Events(AlertingBench bench, string id) =>
        [bench.Recorded(id), Transcribed(bench, id), Lost(bench, id), Scored(bench, id), Unavailable(bench, id)];

    public static CallEvent Transcribed(AlertingBench bench, string id) => bench.Transcribed(id, "We also look at Gong.");

    public static CallEvent Lost(AlertingBench bench, string id)
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

    public static CallEvent Unavailable(AlertingBench bench, string id) =>
        bench.Recorded(id) with
        {
            Kind = EventKind.Unavailable,
            Revision = 5,
        };
}
