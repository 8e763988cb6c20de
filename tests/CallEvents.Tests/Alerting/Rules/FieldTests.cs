using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CsCheck;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class FieldTests
{
    private static readonly Call Empty = new() { Id = "call_2", CreatedAt = CreatedAt };

    [Theory]
    [InlineData(CallField.Outcome, "lost", Answer.True)]
    [InlineData(CallField.Outcome, "Lost", Answer.False)]
    [InlineData(CallField.RepId, "user_1", Answer.True)]
    [InlineData(CallField.RepId, "USER_1", Answer.False)]
    [InlineData(CallField.Workspace, "main", Answer.True)]
    [InlineData(CallField.ProspectEmail, "jane.doe@ACME.example", Answer.True)]
    [InlineData(CallField.ProspectEmail, "acme.example", Answer.False)]
    public void Texts_compare_as_they_are_and_addresses_without_case(object field, string text, object answer)
    {
        Judge(new Condition.TextField("…", (CallField)field, In: ["other", text]), Recorded(LostCall)).ShouldBe(answer);
        Judge(new Condition.TextField("…", (CallField)field, NotIn: ["other", text]), Recorded(LostCall))
            .ShouldBe(answer is Answer.True ? Answer.False : Answer.True);
    }

    [Theory]
    [InlineData(42.0, null, null, null, null, Answer.True)]
    [InlineData(null, 42.0, null, null, null, Answer.False)]
    [InlineData(null, 42.1, null, null, null, Answer.True)]
    [InlineData(null, null, 42.0, null, null, Answer.True)]
    [InlineData(null, null, 41.9, null, null, Answer.False)]
    [InlineData(null, null, null, 42.0, null, Answer.False)]
    [InlineData(null, null, null, 41.9, null, Answer.True)]
    [InlineData(null, null, null, null, 42.0, Answer.True)]
    [InlineData(null, null, null, null, 42.1, Answer.False)]
    [InlineData(null, 50.0, null, 40.0, null, Answer.True)]
    [InlineData(null, 50.0, null, 45.0, null, Answer.False)]
    public void Numbers_have_limits(double? equal, double? below, double? atMost, double? above, double? atLeast, object answer)
    {
        var limits = new Limits(below, atMost, above, atLeast, equal);
        var judged = AnswerTo(new Condition.NumberField("…", CallField.CoachingScore, limits), Recorded(LostCall));
        judged.Answer.ShouldBe(answer);
        judged.Found.ShouldBe("42");
    }

    [Fact]
    public void A_duration_is_shown_in_minutes() =>
        AnswerTo(new Condition.NumberField("…", CallField.DurationSeconds, new Limits(AtLeast: 120)), Recorded(LostCall))
            .Found.ShouldBe("3:20");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_empty_text_is_unknown_and_empty(string? outcome)
    {
        var call = Recorded(LostCall with { Outcome = outcome });
        Judge(new Condition.TextField("…", CallField.Outcome, In: ["lost", ""]), call).ShouldBe(Answer.Unknown);
        Judge(new Condition.TextField("…", CallField.Outcome, NotIn: ["lost"]), call).ShouldBe(Answer.Unknown);
        Judge(new Condition.TextField("…", CallField.Outcome, IsEmpty: true), call).ShouldBe(Answer.True);
        Judge(new Condition.TextField("…", CallField.Outcome, IsEmpty: false), call).ShouldBe(Answer.False);
        AnswerTo(new Condition.TextField("…", CallField.Outcome, IsEmpty: true), call).Found.ShouldBe("no outcome");
    }

    [Fact]
    public void A_missing_score_is_neither_low_nor_not_low()
    {
        var low = new Condition.NumberField("…", CallField.CoachingScore, new Limits(Below: 60));
        Judge(low, Recorded(Empty)).ShouldBe(Answer.Unknown);
        Judge(Group(GroupKind.NoneOf, low), Recorded(Empty)).ShouldBe(Answer.Unknown);
        Judge(new Condition.NumberField("…", CallField.CoachingScore, new Limits(), IsEmpty: true), Recorded(Empty)).ShouldBe(Answer.True);
        AnswerTo(low, Recorded(Empty)).Found.ShouldBe("no coachingScore");
    }

    private static readonly Gen<Condition> AnyComparison = Gen.OneOf<Condition>(
        Gen.Select(Gen.Double[-100, 100], Gen.Int[0, 4], Gen.OneOf(CallField.CoachingScore, CallField.DurationSeconds))
            .Select(
                Condition (limit, kind, field) =>
                    new Condition.NumberField(
                        "…",
                        field,
                        kind switch
                        {
                            0 => new(Below: limit),
                            1 => new(AtMost: limit),
                            2 => new(Above: limit),
                            3 => new(AtLeast: limit),
                            _ => new(EqualTo: limit),
                        }
                    )
            ),
        Gen.Select(Gen.OneOf("lost", "", "x").Array[0, 3], Gen.Bool, Gen.OneOf(CallField.Outcome, CallField.RepId, CallField.ProspectEmail))
            .Select(
                Condition (texts, isNegated, field) =>
                    isNegated ? new Condition.TextField("…", field, NotIn: texts) : new Condition.TextField("…", field, In: texts)
            )
    );

    private static Gen<Condition> Nested(int depth) =>
        depth == 0
            ? AnyComparison
            : Gen.OneOf(
                AnyComparison,
                Gen.Select(Gen.Enum<GroupKind>(), Nested(depth - 1).Array[1, 3]).Select(Condition (kind, parts) => Group(kind, parts))
            );

    [Fact]
    public void Null_never_matches_a_comparison_nor_its_negation() =>
        Nested(3).Sample(condition => Judge(condition, Recorded(Empty)) is Answer.Unknown, iter: 5_000);

    [Theory]
    [InlineData(72.0, 62.0, 10.0, Answer.True)]
    [InlineData(70.3, 60.3, 10.0, Answer.True)]
    [InlineData(72.0, 63.0, 10.0, Answer.False)]
    [InlineData(62.0, 72.0, 10.0, Answer.False)]
    [InlineData(null, 62.0, 10.0, Answer.Unknown)]
    [InlineData(72.0, null, 10.0, Answer.Unknown)]
    [InlineData(null, null, 10.0, Answer.False)]
    public void A_score_drops_or_rises_by_so_much_or_more(double? from, double? to, double by, object answer)
    {
        Judge(new Condition.Changed("…", CallField.CoachingScore, DropsBy: by), Updated(Score(from), Score(to))).ShouldBe(answer);
        Judge(new Condition.Changed("…", CallField.CoachingScore, RisesBy: by), Updated(Score(to), Score(from))).ShouldBe(answer);

        static Call Score(double? score) => LostCall with { CoachingScore = score };
    }

    [Theory]
    [InlineData("won", "lost", null, null, Answer.True)]
    [InlineData("won", "won", null, null, Answer.False)]
    [InlineData(null, "lost", null, null, Answer.True)]
    [InlineData("", null, null, null, Answer.False)]
    [InlineData("won", "lost", "won", null, Answer.True)]
    [InlineData("won", "lost", "follow_up", null, Answer.False)]
    [InlineData("won", "lost", null, "lost", Answer.True)]
    [InlineData("won", "lost", null, "won", Answer.False)]
    [InlineData(null, "lost", "won", null, Answer.Unknown)]
    [InlineData("won", null, null, "lost", Answer.Unknown)]
    [InlineData(null, "lost", null, "lost", Answer.True)]
    public void A_change_is_from_and_to(string? before, string? after, string? from, string? to, object answer)
    {
        var condition = new Condition.Changed("…", CallField.Outcome, from is null ? null : [from], to is null ? null : [to]);
        Judge(condition, Updated(LostCall with { Outcome = before }, LostCall with { Outcome = after })).ShouldBe(answer);
    }

    [Fact]
    public void An_address_in_another_case_and_a_number_in_another_form_have_not_changed()
    {
        var email = new Condition.Changed("…", CallField.ProspectEmail);
        Judge(email, Updated(LostCall, LostCall with { ProspectEmail = LostCall.ProspectEmail!.ToUpperInvariant() }))
            .ShouldBe(Answer.False);
        var score = new Condition.Changed("…", CallField.CoachingScore, From: ["42.0"]);
        Judge(score, Updated(LostCall, LostCall with { CoachingScore = 50 })).ShouldBe(Answer.True);
        AnswerTo(score, Updated(LostCall, LostCall with { CoachingScore = null })).Found.ShouldBe("42 → none");
    }

    [Fact]
    public void Without_a_call_before_a_change_is_unknown() =>
        Judge(new Condition.Changed("…", CallField.Outcome), Recorded(LostCall)).ShouldBe(Answer.Unknown);
}
