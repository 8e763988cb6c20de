using CallEvents.Alerting.Rules;

namespace CallEvents.Benchmarks.Judging;

/// <summary>Rules like those of the example file: words of all kinds, measures and fields.</summary>
internal static class JudgedRules
{
    private static readonly string[] Competitors = ["gong", "chorus", "clari*", "salesloft", "outreach", "wingman", "avoma", "fireflies"];

    private static readonly IReadOnlyList<Condition>[] Conditions =
    [
        [Said(new Words { Any = Competitors, By = new Speaker("prospect") })],
        [
            Said(new Words { Any = ["cancel*", "not renewing", "terminate the contract"] }),
            Said(new Words { Near = ["switch*", "another vendor"], Within = 8 }),
        ],
        [
            Said(
                new Words
                {
                    Any = ["price", "pricing", "how much", "价格"],
                    In = new CallPart(true, 300, null),
                    InQuestion = true,
                }
            ),
        ],
        [
            NotSaid(
                new Words { Any = ["next step*", "follow up", "send you", "calendar", "schedul*"], In = new CallPart(false, null, 0.25) }
            ),
        ],
        [Measured(Measure.TalkRatio, new Limits(Above: 0.65)), Measured(Measure.LongestMonologue, new Limits(Above: 150))],
        [Measured(Measure.Questions, new Limits(Below: 5)), Measured(Measure.WordsPerMinute, new Limits(Above: 180))],
        [new Condition.TextField("outcome: lost", CallField.Outcome, In: ["lost"]), Said(new Words { All = ["the", "team", "budget"] })],
        [Said(new Words { Any = ["the", "and", "we"], AtLeast = 50 })],
    ];

    public static IReadOnlyList<Rule> Create(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(index => new Rule
                {
                    Id = $"rule-{index}",
                    Title = $"Rule {index}",
                    Events = new HashSet<EventKind> { EventKind.Transcribed },
                    When = [.. Conditions[index % Conditions.Length].Select(condition => condition with { })],
                }),
        ];

    private static Condition.Said Said(Words words) => new("said", IsNegated: false, words);

    private static Condition.Said NotSaid(Words words) => new("notSaid", IsNegated: true, words);

    private static Condition.Measured Measured(Measure measure, Limits limits) =>
        new(
            "measure",
            measure,
            measure is Measure.TalkRatio or Measure.LongestMonologue or Measure.Questions ? new Speaker("rep") : Speaker.Anyone,
            limits
        );
}
