using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.TestSupport;
using CsCheck;

namespace CallEvents.Tests.Alerting.Rules.Reading;

public sealed class RulesFileTests
{
    private static readonly string Example = File.ReadAllText(Path.Combine(Repository.Root, "rules.example.yaml"));

    [Fact]
    public void The_example_is_read()
    {
        var rules = Parse(Example);

        rules
            .Rules.Select(rule => rule.Id)
            .ShouldBe([
                "low-score",
                "deal-lost",
                "competitor-mentioned",
                "cancellation-risk",
                "lost-with-competitor",
                "no-next-steps",
                "rep-talks-too-much",
                "score-dropped",
                "price-question-early",
                "recording-notice-missing",
                "transcript-missing",
            ]);
        rules
            .Rules.Where(rule => rule.IsMixed)
            .Select(rule => rule.Id)
            .ShouldBe(["lost-with-competitor", "no-next-steps", "rep-talks-too-much"]);
        rules.Channels.ShouldBe(["log", "oncall", "deals", "emea-coaching", "coaching", "managers"], ignoreOrder: true);
        rules.Routes.Count.ShouldBe(3);
    }

    [Fact]
    public void Keys_are_read_as_they_are_written()
    {
        var rules = Parse(Example).Rules.ToDictionary(rule => rule.Id);

        var score = rules["low-score"];
        (score.Severity, score.Once, score.Late, score.MaxAge).ShouldBe(
            (Severity.Warning, Once.Call, LatePolicy.Digest, TimeSpan.FromHours(24))
        );
        score.Notify.ShouldBeNull();
        score.Throttle.ShouldBe(new Throttle(Per.Rep, 3, TimeSpan.FromHours(24)));
        score.When.ShouldBe([
            new Condition.NumberField("coachingScore: { below: 60 }", CallField.CoachingScore, new Limits(Below: 60)),
            new Condition.NumberField("durationSeconds: { atLeast: 2m }", CallField.DurationSeconds, new Limits(AtLeast: 120)),
        ]);

        var risk = rules["cancellation-risk"];
        var escalate = risk.Escalate.ShouldNotBeNull();
        (escalate.After, escalate.Within, escalate.Per, escalate.Severity).ShouldBe((2, TimeSpan.FromDays(30), Per.Prospect, null));
        escalate.Notify.ShouldBe(["managers"]);
        risk.Fires[2].Lines.ShouldBe([("rep", "Shall we go on?"), ("prospect", "To be honest, we are not renewing.")]);

        rules["competitor-mentioned"].Message.ShouldNotBeNull().ShouldStartWith("{{ rep.name }}: {{ prospect }} said “");
        rules["no-next-steps"].DeliverInDigest.ShouldBeTrue();
        rules["score-dropped"].Once.ShouldBe(Once.Change);
        rules["recording-notice-missing"].Only.Origins.ShouldBe(["live", "reread"]);
        rules["recording-notice-missing"].Only.Teams.ShouldBe(["emea"]);
    }

    [Fact]
    public void Words_have_their_lists_and_places()
    {
        var rules = Parse(Example).Rules.ToDictionary(rule => rule.Id);

        var named = WordsOf("competitor-mentioned");
        named.Any.ShouldBe(["gong", "chorus", "clari*"]);
        (named.By, named.In, named.AtLeast, named.InQuestion).ShouldBe((new Speaker("prospect"), null, 1, false));
        rules["competitor-mentioned"].When[0].Text.ShouldBe("said: { by: prospect, any: $competitors }");
        WordsOf("no-next-steps").In.ShouldBe(new CallPart(IsFirst: false, Seconds: null, Share: 0.25));
        WordsOf("price-question-early").In.ShouldBe(new CallPart(IsFirst: true, Seconds: 300, Share: null));
        WordsOf("price-question-early").InQuestion.ShouldBeTrue();

        Words WordsOf(string id) => rules[id].When.OfType<Condition.Said>().Single().Words;
    }

    [Theory]
    [InlineData("any: [$a, x, $b]", "one,two,x,three")]
    [InlineData("any: $a", "one,two")]
    [InlineData("any: 2024", "2024")]
    [InlineData("any: '$9 off'", "$9 off")]
    public void A_list_of_the_file_stands_for_its_texts(string any, string expected) =>
        Parse($"version: 1\nlists: {{ a: [one, two], b: [three] }}\nrules: [ {{ id: a, title: A, when: [ {{ said: {{ {any} }} }} ] }} ]")
            .Rules[0]
            .When.OfType<Condition.Said>()
            .Single()
            .Words.Any.ShouldBe(expected.Split(','));

    [Theory]
    [InlineData("$a", "one,two")]
    [InlineData("[$a]", "one,two")]
    [InlineData("[$a, x]", "one,two,x")]
    [InlineData("[x, $b]", "x,three")]
    [InlineData("[$b, $a]", "three,one,two")]
    public void Near_means_all_phrases_of_a_list(string near, string expected) =>
        Parse(
            "version: 1\nlists: { a: [one, two], b: [three] }\n"
                + $"rules: [ {{ id: a, title: A, when: [ {{ said: {{ near: {near}, within: 3 }} }} ] }} ]"
        )
            .Rules[0]
            .When.OfType<Condition.Said>()
            .Single()
            .Words.Near.ShouldBe(expected.Split(','));

    [Theory]
    [InlineData("durationSeconds: { above: 150s }", 150)]
    [InlineData("durationSeconds: { above: 1h30m }", 5400)]
    [InlineData("durationSeconds: { above: 7d }", 604800)]
    [InlineData("durationSeconds: { above: 1d1h1m1s }", 90061)]
    [InlineData("durationSeconds: { above: 0s }", 0)]
    [InlineData("durationSeconds: { above: 90.5 }", 90.5)]
    [InlineData("coachingScore: { above: -1e1 }", -10)]
    [InlineData("talkRatio: { by: rep, above: 65% }", 0.65)]
    [InlineData("talkRatio: { by: rep, above: 0.65 }", 0.65)]
    [InlineData("silenceRatio: { above: 33.3% }", 0.333)]
    [InlineData("longestMonologue: { above: 2m }", 120)]
    [InlineData("questions: { above: 7 }", 7)]
    public void Numbers_have_units(string condition, double expected) =>
        (
            ConditionOf(condition) switch
            {
                Condition.NumberField number => number.Limits,
                Condition.Measured measured => measured.Limits,
                _ => null,
            }
        ).ShouldBe(new Limits(Above: expected));

    [Theory]
    [InlineData("outcome: lost", "lost", null, null)]
    [InlineData("outcome: [lost, won]", "lost,won", null, null)]
    [InlineData("outcome: { is: lost }", "lost", null, null)]
    [InlineData("outcome: { in: [lost, won], isNot: x }", "lost,won", "x", null)]
    [InlineData("outcome: { notIn: [lost], isEmpty: false }", null, "lost", false)]
    [InlineData("outcome: { isEmpty: true }", null, null, true)]
    public void A_text_is_compared_in_all_forms(string condition, string? isIn, string? notIn, bool? isEmpty)
    {
        var text = ConditionOf(condition).ShouldBeOfType<Condition.TextField>();

        text.In.ShouldBe(isIn?.Split(','));
        text.NotIn.ShouldBe(notIn?.Split(','));
        text.IsEmpty.ShouldBe(isEmpty);
    }

    [Fact]
    public void A_change_is_read_in_all_forms()
    {
        var moved = ConditionOf("changed: { field: outcome, from: [follow_up, no_outcome], to: lost }").ShouldBeOfType<Condition.Changed>();
        moved.From.ShouldBe(["follow_up", "no_outcome"]);
        moved.To.ShouldBe(["lost"]);

        var longer = ConditionOf("changed: { field: durationSeconds, from: 2m, risesBy: 90s }").ShouldBeOfType<Condition.Changed>();
        longer.From.ShouldBe(["120"]);
        (longer.RisesBy, longer.DropsBy).ShouldBe((90, null));
        ConditionOf("changed: repId").ShouldBe(new Condition.Changed("changed: repId", CallField.RepId));
    }

    [Fact]
    public void Defaults_hold_for_rules_that_do_not_say_it()
    {
        const string rule = "when: [ { outcome: lost } ]";
        var rules = Parse(
            $$"""
            version: 1
            defaults: { notify: deals, severity: error, maxAge: 2d, late: drop }
            rules:
              - { id: a, title: A, {{rule}} }
              - { id: b, title: B, {{rule}}, severity: info, maxAge: 1h, late: digest, enabled: false }
            """
        );

        rules.DefaultNotify.ShouldBe(["deals"]);
        rules
            .Rules.Select(one => (one.Severity, one.MaxAge, one.Late, one.Enabled))
            .ShouldBe([
                (Severity.Error, TimeSpan.FromDays(2), LatePolicy.Drop, true),
                (Severity.Info, TimeSpan.FromHours(1), LatePolicy.Digest, false),
            ]);
        Parse("version: 1\nrules: []").DefaultNotify.ShouldBe(["log"]);
    }

    [Fact]
    public void A_fingerprint_is_of_what_conditions_mean()
    {
        var one = FingerprintOf("said: { by: Rep, any: $a }", "a: [x, y]");

        one.Length.ShouldBe(64);
        FingerprintOf("said:\n        any: [x, 'y']\n        by: rep", "a: [z]").ShouldBe(one);
        FingerprintOf("said: { by: Rep, any: $a }", "a: [x, z]").ShouldNotBe(one);
        FingerprintOf("notSaid: { by: Rep, any: $a }", "a: [x, y]").ShouldNotBe(one);
        FingerprintOf("said: { by: Rep, any: $a }", "a: ['x,1:y']").ShouldNotBe(one);

        static string FingerprintOf(string condition, string list) =>
            Parse($"version: 1\nlists: {{ {list} }}\nrules:\n- id: a\n  title: A\n  when:\n    - {condition}").Rules[0].Fingerprint;
    }

    [Fact]
    public void A_long_condition_is_shown_in_one_short_line()
    {
        var phrases = string.Join(", ", Enumerable.Range(0, 200).Select(number => $"phrase {number}"));

        var text = ConditionOf($"said: {{ any: [{phrases}] }}").Text;

        text.Length.ShouldBe(300);
        text.ShouldEndWith("…");
    }

    [Fact]
    public void Any_change_of_the_example_is_read_or_is_a_problem() =>
        Gen.Select(Gen.Int[0, Example.Length - 1], Gen.Int[0, 30], Gen.Char["\n\t {}[]:,-*&!|>'\"%@`#$?x0\u0000é\uD800"].Array[0, 5])
            .Sample(
                (start, length, letters) =>
                {
                    var end = Math.Min(Example.Length, start + length);
                    var (rules, problems) = RulesFile.Parse($"{Example[..start]}{new string(letters)}{Example[end..]}", "rules.yaml");
                    (rules is null).ShouldBe(problems.Count > 0);
                },
                iter: 1_000
            );

    private static Condition ConditionOf(string condition) =>
        Parse($"version: 1\nrules: [ {{ id: a, title: A, when: [ {{ {condition} }} ] }} ]").Rules[0].When.ShouldHaveSingleItem();

    private static RuleSet Parse(string yaml)
    {
        var (rules, problems) = RulesFile.Parse(yaml, "rules.yaml");
        problems.ShouldBeEmpty();
        return rules!;
    }
}
