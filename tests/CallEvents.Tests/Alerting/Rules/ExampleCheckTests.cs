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
            Fires = [Example(7, ("prospect", "We are also looking at Gong.")), Example(8, ("rep", "Who?"), ("Prospect", "gong"))],
            Silent = [Example(9, ("rep", "Unlike Gong, we …")), Example(10, ("prospect", "Let us go on."))],
        };

        ExampleCheck.Run(rule).ShouldBeEmpty();
    }

    [Fact]
    public void Examples_that_do_not_say_what_happened()
    {
        var rule = RuleOf(Said("gong") with { Text = "said: { any: gong }" }) with
        {
            Fires = [Example(7, ("prospect", "We look at Chorus. " + new string('x', 100)))],
            Silent = [Example(9, ("rep", "Unlike Gong, we …"))],
        };

        var failures = ExampleCheck.Run(rule);

        failures.Select(failure => failure.Line).ShouldBe([7, 9]);
        failures[0].Text.ShouldStartWith("found no alert on “prospect: We look at Chorus. xxx");
        failures[0].Text.ShouldEndWith("…”, since said: { any: gong }: not found, expected one");
        failures[1].Text.ShouldBe("found an alert on “rep: Unlike Gong, we …”, since said: { any: gong } finds “Gong”, expected none");
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
            Fires = [Example(1, ("prospect", "What is the price?"))],
            Silent = [Example(2, ("prospect", "The price is fine."))],
        };

        ExampleCheck.Run(rule).ShouldBeEmpty();
    }

    [Fact]
    public void Questions_need_no_times()
    {
        var rule = RuleOf(new Condition.Measured("questions", Measure.Questions, new Speaker("rep"), new Limits(AtLeast: 2))) with
        {
            Fires = [Example(1, ("rep", "One? Two?"))],
            Silent = [Example(2, ("rep", "One?"), ("prospect", "Two?"))],
        };

        ExampleCheck.Run(rule).ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_without_words_fires_on_every_example()
    {
        var rule = RuleOf(Lost, new Condition.TranscriptState("transcript: unavailable", false)) with
        {
            Fires = [Example(1, ("rep", "Hello"))],
            Silent = [Example(2, ("rep", "Hello"))],
        };

        ExampleCheck.Run(rule).ShouldHaveSingleItem().Text.ShouldContain("since no condition is about words");
    }

    private static Example Example(long line, params (string Speaker, string Words)[] lines) => new(lines, line);

    private static Rule RuleOf(params Condition[] when) =>
        new()
        {
            Id = "a-rule",
            Title = "A rule",
            Events = new HashSet<EventKind> { EventKind.Transcribed },
            When = when,
        };
}
