using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Rules;

namespace CallEvents.Tests.Alerting.Composing;

public sealed class ReasonsTests
{
    private static readonly Condition LowScore = new Condition.NumberField(
        "coachingScore: { below: 60 }",
        CallField.CoachingScore,
        new(Below: 60)
    );

    private static readonly Condition Lost = new Condition.TextField("outcome: lost", CallField.Outcome, In: ["lost"]);

    private static readonly Condition Gong = new Condition.Said("said: { any: [gong] }", IsNegated: false, new Words { Any = ["gong"] });

    [Fact]
    public void A_value_is_written_with_its_limit() => Lines(True(LowScore, "42")).ShouldBe(["coachingScore 42 (below 60)"]);

    [Fact]
    public void Each_condition_that_held_has_its_line()
    {
        var talk = new Condition.Measured("talkRatio", Measure.TalkRatio, new Speaker("rep"), new(Above: 0.65));
        var monologue = new Condition.Measured("longestMonologue", Measure.LongestMonologue, new Speaker("rep"), new(Above: 150));
        var length = new Condition.NumberField("durationSeconds", CallField.DurationSeconds, new(AtLeast: 300, Below: 900));
        var notLost = new Condition.TextField("outcome", CallField.Outcome, NotIn: ["lost", "won"]);
        var empty = new Condition.NumberField("coachingScore: { isEmpty: true }", CallField.CoachingScore, new(), IsEmpty: true);

        Lines(
                True(talk, "72 %"),
                True(monologue, "2:50"),
                True(length, "7:00"),
                True(Lost, "lost"),
                True(notLost, "follow_up"),
                True(empty, "no coachingScore"),
                True(new Condition.TranscriptState("transcript: unavailable", IsReady: false), null)
            )
            .ShouldBe([
                "talkRatio of rep 72 % (above 65 %)",
                "longestMonologue of rep 2:50 (above 2:30)",
                "durationSeconds 7:00 (at least 5:00 and below 15:00)",
                "outcome lost",
                "outcome follow_up (not lost, won)",
                "coachingScore is empty",
                "No transcript came",
            ]);
    }

    [Fact]
    public void What_a_rule_finds_and_its_limit_are_written_alike()
    {
        var found = ComposedCall.Event() with
        {
            Call = ComposedCall.Event().Call with { DurationSeconds = 1860, CoachingScore = null, Outcome = null },
        };
        Condition[] conditions =
        [
            new Condition.NumberField("durationSeconds", CallField.DurationSeconds, new(AtLeast: 300)),
            new Condition.NumberField("coachingScore", CallField.CoachingScore, new(), IsEmpty: true),
            new Condition.Group("noneOf", GroupKind.NoneOf, [new Condition.TextField("outcome", CallField.Outcome, IsEmpty: false)]),
        ];
        var judge = new RuleJudge(found, rep: null);
        var rule = ComposedCall.Rule() with
        {
            When = conditions,
            Events = new HashSet<EventKind> { found.Kind },
        };

        Lines([.. judge.Judge(rule).Conditions])
            .ShouldBe(["durationSeconds 31:00 (at least 5:00)", "coachingScore is empty", "outcome is empty"]);
    }

    [Fact]
    public void Of_a_group_those_count_that_made_it_true()
    {
        var any = new Condition.Group("anyOf", GroupKind.AnyOf, [LowScore, Lost]);
        var all = new Condition.Group("allOf", GroupKind.AllOf, [any, Gong]);

        Lines(
                new ConditionAnswer(
                    all,
                    Answer.True,
                    null,
                    [],
                    [
                        new(any, Answer.True, null, [], [False(LowScore, "80"), True(Lost, "lost")]),
                        new(Gong, Answer.True, null, [new Snippet("prospect", 5, "Gong.", "Gong")], []),
                    ]
                )
            )
            .ShouldBe(["outcome lost", "prospect said “Gong” at 00:05"]);
    }

    [Fact]
    public void Of_noneOf_it_is_said_what_was_not()
    {
        var inner = new Condition.Group("allOf", GroupKind.AllOf, [LowScore, Lost]);
        var none = new Condition.Group("noneOf", GroupKind.NoneOf, [inner, Gong]);

        Lines(
                new ConditionAnswer(
                    none,
                    Answer.True,
                    null,
                    [],
                    [new(inner, Answer.False, null, [], [False(LowScore, "80"), new(Lost, Answer.True, "lost", [], [])]), False(Gong, null)]
                )
            )
            .ShouldBe(["coachingScore 80 (not below 60)", "Not said: “gong”"]);
    }

    [Fact]
    public void Words_that_were_not_said_are_those_of_the_file()
    {
        var words = new Words { Any = ["next step*", "follow up", "send you", "calendar", "schedul*"] };

        Lines(True(new Condition.Said("notSaid", IsNegated: true, words), null))
            .ShouldBe(["Not said: “next step*”, “follow up”, “send you” and 2 more"]);
    }

    [Fact]
    public void Unknown_and_false_answers_are_no_reasons() =>
        Reasons.Of(new(null, Answer.True, Answer.True, [new(LowScore, Answer.Unknown, null, [], []), False(Lost, "won")])).ShouldBeEmpty();

    private static ConditionAnswer True(Condition condition, string? found) => new(condition, Answer.True, found, [], []);

    private static ConditionAnswer False(Condition condition, string? found) => new(condition, Answer.False, found, [], []);

    private static string[] Lines(params ConditionAnswer[] answers) =>
        ComposedCall
            .Composer()
            .Compose(
                ComposedCall.Rule(),
                ComposedCall.Event(),
                Reasons.Of(new(null, Answer.True, Answer.True, answers)),
                ComposedCall.Channel()
            )
            .Text.Split('\n');
}
