using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Commands.Backtest;
using CallEvents.Alerting.Commands.Reading;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using static CallEvents.Tests.Alerting.Commands.Backtest.PastFirings;

namespace CallEvents.Tests.Alerting.Commands.Backtest;

/// <summary>Which messages a past call would have had, and what follows from the answers on each.</summary>
public sealed class PastJudgeTests
{
    private static readonly Call Call = new() { Id = "call", CreatedAt = Start };
    private static readonly IReadOnlyList<Segment> Transcript = [new Segment { Text = "x" }];

    [Fact]
    public void A_call_has_the_messages_that_the_API_shows_today()
    {
        Kinds(new PastCall(Call, Transcript), Start.AddDays(9)).ShouldBe([EventKind.Recorded, EventKind.Transcribed]);
        Kinds(new PastCall(Call), Start.AddDays(9)).ShouldBe([EventKind.Recorded, EventKind.Unavailable]);
        Kinds(new PastCall(Call), Start.AddHours(9)).ShouldBe([EventKind.Recorded]);
        Kinds(new PastCall(Call, Transcript: null, "HTTP 500"), Start.AddDays(9)).ShouldBe([EventKind.Recorded]);
    }

    [Fact]
    public void A_rule_that_mixes_fires_when_both_halves_held_on_any_messages()
    {
        var rule = Rule("mixed", AnyOutcome, AnyWords) with { IsMixed = true };

        Judge(rule, (Answer.True, Answer.Unknown), (Answer.False, Answer.True)).ShouldBe([EventKind.Transcribed]);
        Judge(rule, (Answer.False, Answer.Unknown), (Answer.True, Answer.True)).ShouldBe([EventKind.Transcribed]);
        Judge(rule, (Answer.True, Answer.Unknown), (Answer.True, Answer.Unknown)).ShouldBeEmpty();
        Judge(rule, (Answer.False, Answer.Unknown), (Answer.Unknown, Answer.True)).ShouldBeEmpty();
    }

    [Fact]
    public void Any_other_rule_needs_one_message_that_meets_all()
    {
        var rule = Rule();

        Judge(rule, (Answer.True, Answer.False), (Answer.False, Answer.True)).ShouldBeEmpty();
        Judge(rule, (Answer.True, Answer.True), (Answer.True, Answer.True)).ShouldBe([EventKind.Recorded]);
        Judge(rule with { Once = Once.Change }, (Answer.True, Answer.True), (Answer.True, Answer.True))
            .ShouldBe([EventKind.Recorded, EventKind.Transcribed]);
        Judge(rule with { Enabled = false }, (Answer.True, Answer.True), (Answer.True, Answer.True)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Words_are_kept_only_where_they_are_shown(bool showsWords)
    {
        var rule = Rule("words", AnyWords);
        var snippet = new Snippet("rep", 1, "We said x.", "x");
        var answer = new ConditionAnswer(AnyWords, Answer.True, Found: null, [snippet], []);
        var judge = new PastJudge(
            new([rule], [], ["log"]),
            (_, _) => _ => new(NotJudged: null, Answer.True, Answer.True, [answer]),
            showsWords
        );

        var firing = judge.Judge(PastEvents.Of("main", new(Call, Transcript), Start.AddDays(9)), rep: null).ShouldHaveSingleItem();

        firing.Snippets.ShouldBe(showsWords ? [snippet] : []);
        firing.Event.Transcript.ShouldBeNull();
    }

    private static IEnumerable<EventKind> Kinds(PastCall past, DateTimeOffset now) =>
        PastEvents.Of("main", past, now).Select(callEvent => callEvent.Kind);

    private static IEnumerable<EventKind> Judge(
        Rule rule,
        (Answer Fields, Answer Others) recorded,
        (Answer Fields, Answer Others) transcribed
    )
    {
        var judge = new PastJudge(
            new([rule], [], ["log"]),
            (callEvent, _) =>
                _ =>
                {
                    var (fields, rest) = callEvent.Kind is EventKind.Recorded ? recorded : transcribed;
                    return new(NotJudged: null, fields, rest, []);
                },
            showsWords: false
        );
        return judge.Judge(PastEvents.Of("main", new(Call, Transcript), Start.AddDays(9)), rep: null).Select(firing => firing.Event.Kind);
    }
}
