using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Judging;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class ExampleCheckTests
{
    private static readonly Condition Lost = new Condition.TextField("outcome: lost", CallField.Outcome, In: ["lost"]);

    [Fact]
    public void Examples_that_come_out_as_the_rule_says_are_well()
    {
        var rule = RuleOf(Lost, Said(new Words { Any = ["gong"], By = new Speaker("prospect") })) with
        {
            Fires = [Example(("prospect", "We are also looking at Gong.")), Example(("rep", "Who?"), ("Prospect", "gong"))],
            Silent = [Example(("rep", "Unlike Gong, we …")), Example(("prospect", "Let us go on."))],
        };

        ExampleCheck.Run(rule).ShouldBeEmpty();
    }

    [Fact]
    public void Examples_that_do_not_say_what_happened()
    {
        var rule = RuleOf(Said("gong") with { Text = "said: { any: gong }" }) with
        {
            Fires = [Example(("prospect", "We look at Chorus. " + new string('x', 100)))],
            Silent = [Example(("rep", "Unlike Gong, we …"))],
        };

        var failures = ExampleCheck.Run(rule, showsWords: true);

        failures.Select(failure => failure.Example).ShouldBe([rule.Fires[0], rule.Silent[0]]);
        failures[0].Found.ShouldStartWith("no alert on “prospect: We look at Chorus. xxx");
        failures[0].Found.ShouldEndWith("…”, since said: { any: gong }: not found");
        failures[0].Expected.ShouldBe("one");
        failures[1]
            .ShouldBe(
                new ExampleFailure(rule.Silent[0], "an alert on “rep: Unlike Gong, we …”, since said: { any: gong } finds “Gong”", "none")
            );
    }

    /// <summary>As at the start of the service: the line is logged, and the words may be those of a call.</summary>
    [Fact]
    public void An_examples_words_are_repeated_on_request_only()
    {
        var rule = RuleOf(Said("g*") with { Text = "said: { any: g* }" }) with
        {
            Fires = [Example(("prospect", "We look at Chorus."))],
            Silent = [Example(("rep", "Unlike Gong, we …"))],
        };

        ExampleCheck
            .Run(rule)
            .ShouldBe([
                new ExampleFailure(rule.Fires[0], "no alert, since said: { any: g* }: not found", "one"),
                new ExampleFailure(rule.Silent[0], "an alert, since said: { any: g* } holds", "none"),
            ]);
    }

    [Fact]
    public void Times_and_fields_are_taken_for_true()
    {
        var ratio = new Condition.Measured("talkRatio", Measure.TalkRatio, new Speaker("rep"), new Limits(Above: 0.65));
        var inPart = Said(
            new Words
            {
                Any = ["price"],
                In = new CallPart(true, 300, null),
                InQuestion = true,
            }
        );
        var rule = RuleOf(
            Group(GroupKind.NoneOf, Lost),
            new Condition.Changed("changed: outcome", CallField.Outcome),
            ratio,
            Group(GroupKind.AnyOf, inPart, ratio)
        ) with
        {
            Fires = [Example(("prospect", "What is the price?"))],
            Silent = [Example(("prospect", "The price is fine."))],
        };

        ExampleCheck.Run(rule).ShouldBeEmpty();
    }

    [Fact]
    public void Questions_need_no_times()
    {
        var rule = RuleOf(new Condition.Measured("questions", Measure.Questions, new Speaker("rep"), new Limits(AtLeast: 2))) with
        {
            Fires = [Example(("rep", "One? Two?"))],
            Silent = [Example(("rep", "One?"), ("prospect", "Two?"))],
        };

        ExampleCheck.Run(rule).ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_without_words_fires_on_every_example()
    {
        var rule = RuleOf(Lost, new Condition.TranscriptState("transcript: unavailable", false)) with
        {
            Fires = [Example(("rep", "Hello"))],
            Silent = [Example(("rep", "Hello"))],
        };

        ExampleCheck.Run(rule).ShouldHaveSingleItem().Found.ShouldContain("since no condition is about words");
    }

    private static Example Example(params (string Speaker, string Words)[] lines) => new(lines);

    private static Rule RuleOf(params Condition[] when) =>
        new()
        {
            Id = "a-rule",
            Title = "A rule",
            Events = new HashSet<EventKind> { EventKind.Transcribed },
            When = when,
        };
}
