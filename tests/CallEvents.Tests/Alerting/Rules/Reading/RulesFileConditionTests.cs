using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Reading;

namespace CallEvents.Tests.Alerting.Rules.Reading;

/// <summary>Every line that wrong conditions get.</summary>
public sealed class RulesFileConditionTests
{
    internal const string Conditions =
        "one of outcome, repId, prospectEmail, workspace, coachingScore, durationSeconds, said, notSaid, talkRatio, longestMonologue, "
        + "silenceRatio, questions, wordsPerMinute, switchesPerMinute, changed, transcript, anyOf, allOf, noneOf";

    private const string Texts = "a text, a list of texts, or $name for a list of this file";
    private const string Phrases = "a phrase, a list of phrases, or $name for a list of this file";
    private const string Seconds = "a number of seconds or a duration such as 150s, 2m, 1h30m or 7d";
    private const string Part = "first or last with a duration or a percentage, such as first 5m or last 25%";
    private const string SpeakerList =
        "found the name of a list, "
        + "expected rep, prospect, anyone, or another speaker's name: for several speakers, a condition each in anyOf";

    private const string Star = "found a * that is not at a word's end, expected such as cancel*, which stands for any ending";
    private const string BothStates = "found transcript: ready beside transcript: unavailable, expected one of them, or both in anyOf";

    private const string NoneOfReady =
        "found noneOf with transcript: ready beside words or measures, expected two rules: without a transcript there are neither";

    private const string Group =
        "found fields of the call and words or measures of the transcript in one group, "
        + "expected two rules, or two conditions beside each other";

    [Theory]
    [InlineData("{ ¦sadi: x }", $".sadi: found an unknown condition, expected {Conditions}; did you mean said?")]
    [InlineData("¦{ outcome: lost, said: { any: x } }", ": found 2 keys, expected one: each condition is an item of its own")]
    [InlineData("¦lost", ": found 'lost', expected a condition: a mapping of one key")]
    [InlineData("{ outcome: lost, ¦outcome: won }", ".outcome: found the key again, after line 3, expected it once")]
    [InlineData("{ outcome: ¦null }", $".outcome: found nothing, expected {Texts}")]
    [InlineData("{ outcome: ¦[] }", $".outcome: found an empty list, expected {Texts}")]
    [InlineData("{ outcome: [a, ¦[b]] }", $".outcome[1]: found a list, expected {Texts}")]
    [InlineData("{ outcome: ¦{} }", ".outcome: found an empty mapping, expected one of is, isNot, in, notIn, isEmpty")]
    [InlineData("{ outcome: { ¦not: x } }", ".outcome.not: found an unknown key, expected one of is, isNot, in, notIn, isEmpty")]
    [InlineData("{ outcome: ¦{ is: a, in: [b] } }", ".outcome: found is and in, expected one of them")]
    [InlineData("{ outcome: ¦{ isNot: a, notIn: [b] } }", ".outcome: found isNot and notIn, expected one of them")]
    [InlineData("{ outcome: { is: ¦[a] } }", ".outcome.is: found a list, expected a text")]
    [InlineData("{ outcome: { isEmpty: ¦no } }", ".outcome.isEmpty: found 'no', expected true or false, without quotes")]
    [InlineData(
        "{ outcome: ¦{ is: a, isEmpty: true } }",
        ".outcome: found isEmpty: true beside a comparison, expected one of them: nothing can be compared with an empty value"
    )]
    [InlineData("{ outcome: ¦$outcoems }", ".outcome: found '$outcoems', expected one of $outcomes, $only; did you mean $outcomes?")]
    [InlineData("{ prospectEmail: { is: ¦[jane@acme.com] } }", ".prospectEmail.is: found a list, expected a text")]
    [InlineData("{ coachingScore: ¦high }", ".coachingScore: found 'high', expected a number, without quotes")]
    [InlineData("{ coachingScore: ¦'60' }", ".coachingScore: found '60', expected a number, without quotes")]
    [InlineData("{ coachingScore: { below: ¦2m } }", ".coachingScore.below: found '2m', expected a number, without quotes")]
    [InlineData("{ coachingScore: { below: ¦1e999 } }", ".coachingScore.below: found '1e999', expected a number, without quotes")]
    [InlineData("{ coachingScore: { below: ¦.nan } }", ".coachingScore.below: found '.nan', expected a number, without quotes")]
    [InlineData(
        "{ coachingScore: { ¦under: 60 } }",
        ".coachingScore.under: found an unknown key, expected one of below, atMost, above, atLeast, isEmpty"
    )]
    [InlineData(
        "{ coachingScore: ¦{ below: 40, atLeast: 40 } }",
        ".coachingScore: found limits that no number meets, expected a number above the lower limit and below the upper one"
    )]
    [InlineData("{ durationSeconds: { atLeast: ¦-1 } }", $".durationSeconds.atLeast: found '-1', expected {Seconds}")]
    [InlineData("{ durationSeconds: { atLeast: ¦2 min } }", $".durationSeconds.atLeast: found '2 min', expected {Seconds}")]
    [InlineData("{ durationSeconds: { atLeast: ¦{} } }", $".durationSeconds.atLeast: found a mapping, expected {Seconds}")]
    [InlineData("{ silenceRatio: { above: ¦[] } }", ".silenceRatio.above: found a list, expected a share from 0 to 1, such as 65% or 0.65")]
    [InlineData("{ said: ¦price }", ".said: found 'price', expected a mapping with any, all, near, within, atLeast, by, in, inQuestion")]
    [InlineData("{ said: ¦{ by: rep } }", ".said: found no phrases, expected one of any, all, near")]
    [InlineData("{ said: ¦{ near: [a, b] } }", ".said: found near without within, expected both of them or none")]
    [InlineData("{ said: ¦{ any: a, within: 3 } }", ".said: found within without near, expected both of them or none")]
    [InlineData(
        "{ said: { near: ¦[a], within: 3 } }",
        ".said.near: found one phrase, expected two phrases or more, or $name for a list of this file"
    )]
    [InlineData(
        "{ said: { near: ¦[$only], within: 3 } }",
        ".said.near: found one phrase, expected two phrases or more, or $name for a list of this file"
    )]
    [InlineData(
        "{ said: { near: ¦$only, within: 3 } }",
        ".said.near: found one phrase, expected two phrases or more, or $name for a list of this file"
    )]
    [InlineData("{ notSaid: { any: ¦{} } }", $".notSaid.any: found a mapping, expected {Phrases}")]
    [InlineData("{ said: { any: [¦'!', ok] } }", $".said.any[0]: found a text without letters and digits, expected {Phrases}")]
    [InlineData(
        "{ said: { any: ['a b*', ¦'*b', ¦'a*b', ¦'c **'] } }",
        $".said.any[1]: {Star}",
        $".said.any[2]: {Star}",
        $".said.any[3]: {Star}"
    )]
    [InlineData("{ said: { any: a, atLeast: ¦0 } }", ".said.atLeast: found '0', expected a whole number from 1 to 1000000")]
    [InlineData("{ said: { any: a, atLeast: ¦twice } }", ".said.atLeast: found 'twice', expected a whole number from 1 to 1000000")]
    [InlineData("{ said: { any: a, in: ¦[] } }", $".said.in: found a list, expected {Part}")]
    [InlineData("{ said: { any: a, by: ¦[rep] } }", ".said.by: found a list, expected rep, prospect, anyone, or another speaker's name")]
    [InlineData("{ said: { any: a, by: ¦$outcomes } }", $".said.by: {SpeakerList}")]
    [InlineData("{ notSaid: { any: a, by: ¦$none } }", $".notSaid.by: {SpeakerList}")]
    [InlineData("{ questions: { above: 1, by: ¦$outcomes } }", $".questions.by: {SpeakerList}")]
    [InlineData("{ said: { any: a, in: ¦first } }", $".said.in: found 'first', expected {Part}")]
    [InlineData("{ said: { any: a, in: ¦first 101% } }", $".said.in: found 'first 101%', expected {Part}")]
    [InlineData("{ said: { any: a, in: ¦last 0s } }", $".said.in: found 'last 0s', expected {Part}")]
    [InlineData("{ said: { any: a, in: ¦next 5m } }", $".said.in: found 'next 5m', expected {Part}")]
    [InlineData("{ said: { any: a, inQuestion: ¦1 } }", ".said.inQuestion: found '1', expected true or false, without quotes")]
    [InlineData("{ talkRatio: ¦{ by: rep } }", ".talkRatio: found no limit, expected one of below, atMost, above, atLeast")]
    [InlineData(
        "{ talkRatio: ¦{ above: 65% } }",
        ".talkRatio: found no speaker, expected the key by: all speakers together always have all of the speech"
    )]
    [InlineData(
        "{ talkRatio: { by: rep, above: ¦65 } }",
        ".talkRatio.above: found '65', expected a share from 0 to 1, such as 65% or 0.65"
    )]
    [InlineData(
        "{ silenceRatio: { ¦by: rep, above: 0.5 } }",
        ".silenceRatio.by: found an unknown key, expected one of below, atMost, above, atLeast"
    )]
    [InlineData("{ longestMonologue: { above: ¦65% } }", $".longestMonologue.above: found '65%', expected {Seconds}")]
    [InlineData("{ questions: ¦5 }", ".questions: found '5', expected a mapping with by, below, atMost, above, atLeast")]
    [InlineData(
        "{ changed: ¦workspace }",
        ".changed: found 'workspace', expected one of outcome, repId, prospectEmail, coachingScore, durationSeconds"
    )]
    [InlineData("{ changed: ¦{ to: lost } }", ".changed: found no field, expected the key field")]
    [InlineData(
        "{ changed: ¦{ field: coachingScore, risesBy: 1, dropsBy: 1 } }",
        ".changed: found risesBy and dropsBy, expected one of them"
    )]
    [InlineData(
        "{ changed: { field: outcome, ¦risesBy: 1 } }",
        ".changed.risesBy: found risesBy of a text, expected risesBy of coachingScore or durationSeconds only"
    )]
    [InlineData("{ changed: { field: coachingScore, dropsBy: ¦0 } }", ".changed.dropsBy: found 0 or less, expected a number above 0")]
    [InlineData(
        "{ changed: { field: coachingScore, from: ¦[] } }",
        ".changed.from: found an empty list, expected a number, or a list of numbers"
    )]
    [InlineData("{ changed: { field: coachingScore, to: ¦low } }", ".changed.to: found 'low', expected a number, without quotes")]
    [InlineData(
        "{ changed: { field: ¦workspace } }",
        ".changed.field: found 'workspace', expected one of outcome, repId, prospectEmail, coachingScore, durationSeconds"
    )]
    [InlineData(
        "{ changed: ¦[outcome] }",
        ".changed: found a list, expected one of outcome, repId, prospectEmail, coachingScore, durationSeconds"
    )]
    [InlineData("{ transcript: ¦missing }", ".transcript: found 'missing', expected one of ready, unavailable")]
    [InlineData("{ anyOf: ¦[] }", ".anyOf: found an empty list, expected a list of conditions")]
    [InlineData("{ anyOf: ¦{ outcome: lost } }", ".anyOf: found a mapping, expected a list of conditions")]
    [InlineData("{ anyOf: ¦[ { outcome: lost }, { said: { any: x } } ] }", $".anyOf: {Group}")]
    [InlineData("{ noneOf: ¦[ { coachingScore: 1 }, { questions: { above: 1 } } ] }", $".noneOf: {Group}")]
    [InlineData("{ allOf: ¦[ { outcome: lost }, { transcript: ready } ] }", $".allOf: {Group}")]
    [InlineData("{ anyOf: ¦[ { noneOf: [ { outcome: lost } ] }, { allOf: [ { said: { any: x } } ] } ] }", $".anyOf: {Group}")]
    public void Of_one(string condition, params string[] expected)
    {
        var marked = MarkedYaml.Parse(
            $"version: 1\nlists: {{ outcomes: [won, lost], only: [x] }}\nrules: [ {{ id: a, title: A, when: [ {condition} ] }} ]"
        );
        marked.Places.Count.ShouldBe(expected.Length, "the test marks each place");

        var (rules, problems) = RulesFile.Parse(marked.Text, "rules.yaml");

        rules.ShouldBeNull();
        problems.ShouldBe(marked.Lines("rules.yaml", expected.Select(line => $"rules[0].when[0]{line}")));
    }

    [Theory]
    [InlineData(
        "when: ¦[ { changed: outcome }, { said: { any: x } } ]",
        ".when: found changed beside words or measures, " + "expected two rules: a change brings no transcript"
    )]
    [InlineData(
        "when: ¦[ { changed: outcome }, { questions: { above: 1 } } ]",
        ".when: found changed beside words or measures, " + "expected two rules: a change brings no transcript"
    )]
    [InlineData(
        "when: ¦[ { changed: outcome }, { transcript: ready } ]",
        ".when: found changed beside transcript, " + "expected two rules: a change brings no transcript"
    )]
    [InlineData(
        "when: ¦[ { transcript: unavailable }, { notSaid: { any: x } } ]",
        ".when: found transcript: unavailable beside words " + "or measures, expected two rules: without a transcript there are neither"
    )]
    [InlineData(
        "when: ¦[ { transcript: unavailable }, { transcript: ready } ]",
        ".when: found transcript: ready beside " + "transcript: unavailable, expected one of them, or both in anyOf"
    )]
    [InlineData("when: ¦[ { allOf: [ { transcript: unavailable }, { transcript: ready } ] } ]", $".when: {BothStates}")]
    [InlineData("when: ¦[ { transcript: ready }, { noneOf: [ { transcript: ready } ] } ]", $".when: {BothStates}")]
    [InlineData("when: ¦[ { outcome: lost }, { noneOf: [ { transcript: unavailable }, { transcript: ready } ] } ]", $".when: {BothStates}")]
    [InlineData("when: ¦[ { noneOf: [ { transcript: ready } ] }, { said: { any: x } } ]", $".when: {NoneOfReady}")]
    [InlineData("when: ¦[ { noneOf: [ { transcript: ready }, { said: { any: x } } ] } ]", $".when: {NoneOfReady}")]
    [InlineData(
        "when: [ { noneOf: [ { transcript: ready } ] } ], events: ¦transcribed",
        ".events: found transcribed, on which its conditions are never judged, expected unavailable"
    )]
    [InlineData(
        "when: [ { outcome: lost }, { said: { any: x } } ], ¦events: transcribed",
        ".events: found events beside conditions about "
            + "fields and about the transcript, expected no events: such a rule is judged on all messages, whichever comes first"
    )]
    [InlineData(
        "when: [ { said: { any: x } } ], events: [transcribed, ¦updated]",
        ".events[1]: found updated, on which its conditions " + "are never judged, expected transcribed"
    )]
    [InlineData(
        "when: [ { outcome: lost } ], events: ¦unavailable",
        ".events: found unavailable, on which its conditions are never " + "judged, expected one of recorded, transcribed, updated"
    )]
    [InlineData(
        "when: [ { changed: outcome } ], events: ¦[]",
        ".events: found an empty list, expected one of recorded, transcribed, " + "updated, unavailable, or a list of them"
    )]
    [InlineData(
        "when: [ { changed: outcome } ], events: ¦update",
        ".events: found 'update', expected one of recorded, transcribed, " + "updated, unavailable; did you mean updated?"
    )]
    public void That_no_message_could_meet(string yaml, string expected)
    {
        var marked = MarkedYaml.Parse($"version: 1\nrules: [ {{ id: a, title: A, {yaml} }} ]");

        RulesFile.Parse(marked.Text, "rules.yaml").Problems.ShouldBe(marked.Lines("rules.yaml", $"rules[0]{expected}"));
    }

    [Theory]
    [InlineData("{ outcome: lost }", "Recorded,Transcribed,Updated", false)]
    [InlineData("{ changed: outcome }", "Updated", false)]
    [InlineData("{ changed: outcome }, { outcome: lost }", "Updated", false)]
    [InlineData("{ said: { any: x } }, { transcript: ready }", "Transcribed", false)]
    [InlineData("{ transcript: unavailable }", "Unavailable", false)]
    [InlineData("{ outcome: lost }, { transcript: unavailable }", "Recorded,Transcribed,Updated,Unavailable", true)]
    [InlineData("{ noneOf: [ { outcome: lost } ] }, { anyOf: [ { questions: { above: 1 } } ] }", "Recorded,Transcribed,Updated", true)]
    [InlineData("{ anyOf: [ { transcript: ready }, { transcript: unavailable } ] }", "Transcribed,Unavailable", false)]
    [InlineData("{ noneOf: [ { transcript: unavailable } ] }", "Transcribed", false)]
    [InlineData("{ noneOf: [ { transcript: ready } ] }", "Unavailable", false)]
    [InlineData("{ noneOf: [ { noneOf: [ { transcript: ready } ] } ] }", "Transcribed", false)]
    [InlineData("{ noneOf: [ { allOf: [ { transcript: ready }, { transcript: unavailable } ] } ] }", "Transcribed,Unavailable", false)]
    [InlineData("{ outcome: lost }, { noneOf: [ { transcript: ready } ] }", "Recorded,Transcribed,Updated,Unavailable", true)]
    [InlineData("{ noneOf: [ { said: { any: x } } ] }, { transcript: ready }", "Transcribed", false)]
    public void Decide_on_which_messages_a_rule_is_judged(string conditions, string events, bool isMixed)
    {
        var (rules, problems) = RulesFile.Parse($"version: 1\nrules: [ {{ id: a, title: A, when: [ {conditions} ] }} ]", "rules.yaml");

        problems.ShouldBeEmpty();
        rules!.Rules[0].Events.ShouldBe(events.Split(',').Select(Enum.Parse<EventKind>), ignoreOrder: true);
        rules.Rules[0].IsMixed.ShouldBe(isMixed);
    }
}
