using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.People;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class RuleJudgeTests
{
    private static readonly Condition Lost = new Condition.TextField("outcome: lost", CallField.Outcome, In: ["lost"]);
    private static readonly Condition Scored = new Condition.NumberField("…", CallField.CoachingScore, new Limits(AtLeast: 0));

    private static readonly Rule Mixed = new()
    {
        Id = "lost-with-competitor",
        Title = "Lost",
        Events = new HashSet<EventKind> { EventKind.Recorded, EventKind.Transcribed, EventKind.Updated },
        When = [Lost, Said("gong")],
        IsMixed = true,
    };

    [Theory]
    [InlineData(Answer.True, Answer.False, Answer.True, Answer.False, Answer.False)]
    [InlineData(Answer.True, Answer.Unknown, Answer.True, Answer.Unknown, Answer.False)]
    [InlineData(Answer.False, Answer.Unknown, Answer.Unknown, Answer.False, Answer.Unknown)]
    [InlineData(Answer.False, Answer.False, Answer.False, Answer.False, Answer.True)]
    [InlineData(Answer.True, Answer.True, Answer.True, Answer.True, Answer.False)]
    [InlineData(Answer.Unknown, Answer.Unknown, Answer.Unknown, Answer.Unknown, Answer.Unknown)]
    public void Groups_have_three_answers(object one, object other, object any, object all, object none)
    {
        var call = Recorded(LostCall with { CoachingScore = null });
        Condition[] parts = [Being((Answer)one), Being((Answer)other)];
        Judge(Group(GroupKind.AnyOf, parts), call).ShouldBe(any);
        Judge(Group(GroupKind.AllOf, parts), call).ShouldBe(all);
        Judge(Group(GroupKind.NoneOf, parts), call).ShouldBe(none);
        Array.Reverse(parts);
        Judge(Group(GroupKind.AnyOf, parts), call).ShouldBe(any);
        Judge(Group(GroupKind.AllOf, parts), call).ShouldBe(all);
    }

    [Fact]
    public void A_group_shows_the_words_of_the_parts_that_hold()
    {
        var call = Transcribed(Rep("We use Gong."));
        AnswerTo(Group(GroupKind.AnyOf, Said("chorus"), Said("gong")), call).Snippets.ShouldHaveSingleItem().Words.ShouldBe("Gong");
        AnswerTo(Group(GroupKind.NoneOf, Said("gong")), call).Snippets.ShouldBeEmpty();
        AnswerTo(Group(GroupKind.AnyOf, Said("chorus"), Said("gong")), call).Parts.Count.ShouldBe(2);
    }

    [Fact]
    public void Fields_and_words_have_an_answer_each()
    {
        var transcribed = Judged(Mixed, Transcribed(LostCall, Prospect("Gong.")));
        transcribed.ShouldSatisfyAllConditions(
            () => transcribed.Fields.ShouldBe(Answer.True),
            () => transcribed.Rest.ShouldBe(Answer.True),
            () => transcribed.Fires.ShouldBeTrue()
        );

        var recorded = Judged(Mixed, Recorded(LostCall));
        (recorded.Fields, recorded.Rest, recorded.Fires).ShouldBe((Answer.True, Answer.Unknown, false));

        var open = Judged(Mixed, Transcribed(LostCall with { Outcome = null }, Prospect("Gong.")));
        (open.Fields, open.Rest, open.Fires).ShouldBe((Answer.Unknown, Answer.True, false));
        open.Conditions.Select(answer => answer.Answer).ShouldBe([Answer.Unknown, Answer.True]);
    }

    [Fact]
    public void A_part_without_conditions_holds()
    {
        Judged(Mixed with { When = [Lost] }, Recorded(LostCall)).Rest.ShouldBe(Answer.True);
        Judged(Mixed with { When = [Said("gong")] }, Transcribed(LostCall, Rep("gong"))).Fields.ShouldBe(Answer.True);
        Judged(Mixed with { When = [Group(GroupKind.AnyOf, Said("gong"))] }, Recorded(LostCall)).Rest.ShouldBe(Answer.Unknown);
    }

    [Fact]
    public void What_is_known_of_the_transcript_depends_on_the_message()
    {
        var (ready, unavailable) = (new Condition.TranscriptState("…", true), new Condition.TranscriptState("…", false));
        (Judge(ready, Transcribed(LostCall)), Judge(unavailable, Transcribed(LostCall))).ShouldBe((Answer.True, Answer.False));
        (Judge(ready, Unavailable(LostCall)), Judge(unavailable, Unavailable(LostCall))).ShouldBe((Answer.False, Answer.True));
        (Judge(ready, Recorded(LostCall)), Judge(unavailable, Recorded(LostCall))).ShouldBe((Answer.Unknown, Answer.Unknown));
        (Judge(ready, Updated(LostCall, LostCall)), Judge(unavailable, Updated(LostCall, LostCall))).ShouldBe(
            (Answer.Unknown, Answer.Unknown)
        );
    }

    [Fact]
    public void A_rule_that_is_not_judged_says_why()
    {
        var call = Recorded(LostCall);
        Judged(Mixed with { Enabled = false }, call).NotJudged.ShouldBe("not enabled");
        Judged(Mixed, Unavailable(LostCall)).NotJudged.ShouldBe("not on unavailable");
        Judged(Mixed, call with { Origin = Origins.Backfill }).NotJudged.ShouldBe("history: backfill");
        Judged(Mixed, call with { Origin = Origins.Replay }).NotJudged.ShouldBe("history: replay");
        Judged(Mixed with { Only = new Scope { Teams = ["emea"] } }, call).NotJudged.ShouldBe("not among the calls of only");
        Judged(Mixed with { Only = new Scope { Origins = [Origins.Live] } }, call with { Origin = Origins.Replay })
            .NotJudged.ShouldBe("not among the calls of only");
        Judged(Mixed with { Only = new Scope { Workspaces = ["other"] } }, call with { Origin = Origins.Replay }).Fires.ShouldBeFalse();
    }

    [Fact]
    public void A_rule_for_history_or_a_team_is_judged_there()
    {
        var rule = Mixed with
        {
            When = [Lost],
            Only = new Scope { Origins = [Origins.Replay], Teams = ["emea"] },
        };
        var rep = new Person { Id = "user_1", Team = "emea" };
        new RuleJudge(Recorded(LostCall) with { Origin = Origins.Replay }, rep).Judge(rule).Fires.ShouldBeTrue();
        new RuleJudge(Recorded(LostCall), rep).Judge(rule).Fires.ShouldBeFalse();
    }

    [Theory]
    [InlineData("transcript: ready", EventKind.Unavailable)]
    [InlineData("transcript: unavailable", EventKind.Transcribed)]
    public void None_of_one_state_of_the_transcript_is_the_other(string state, object firesOn)
    {
        var rule = RulesFile
            .Parse($"version: 1\nrules: [ {{ id: a, title: A, when: [ {{ noneOf: [ {{ {state} }} ] }} ] }} ]", "rules.yaml")
            .Value.ShouldNotBeNull()
            .Rules[0];

        CallEvent[] events = [Recorded(LostCall), Transcribed(Rep("Hello.")), Updated(LostCall, LostCall), Unavailable(LostCall)];
        events.Where(one => Judged(rule, one).Fires).Select(one => one.Kind).ShouldBe([(EventKind)firesOn]);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(25, true)]
    public void A_call_is_late_when_it_was_older_than_allowed(int hours, bool isLate)
    {
        var call = Recorded(LostCall) with { ObservedAt = CreatedAt.AddHours(hours) };
        call.IsLate(TimeSpan.FromHours(24)).ShouldBe(isLate);
        (call with { Kind = EventKind.Transcribed }).IsLate(TimeSpan.FromHours(24)).ShouldBe(isLate);
        (call with { Kind = EventKind.Updated }).IsLate(TimeSpan.FromHours(24)).ShouldBeFalse();
        (call with { Kind = EventKind.Unavailable }).IsLate(TimeSpan.FromHours(24)).ShouldBeFalse();
    }

    private static Judgement Judged(Rule rule, CallEvent callEvent) => new RuleJudge(callEvent, rep: null).Judge(rule);

    /// <summary>A condition with this answer on a call that is lost and has no score.</summary>
    private static Condition Being(Answer answer) =>
        answer switch
        {
            Answer.True => Lost,
            Answer.False => new Condition.TextField("outcome: won", CallField.Outcome, In: ["won"]),
            _ => Scored,
        };
}
