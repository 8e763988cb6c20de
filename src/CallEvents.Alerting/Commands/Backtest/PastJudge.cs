using CallEvents.Alerting.Rules;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>Judges the messages of one call by all rules of a file, as alerting would have. Pure.</summary>
/// <param name="rules">The file.</param>
/// <param name="judge">Judges rules on a message.</param>
/// <param name="showsWords">Whether what was said is kept.</param>
internal sealed class PastJudge(RuleSet rules, Func<CallEvent, Person?, Func<Rule, Judgement>> judge, bool showsWords)
{
    public RuleSet Rules => rules;

    /// <summary>The rules that fire on a call, in the order of the file.</summary>
    /// <param name="events">The messages of the call, the first first.</param>
    /// <param name="rep">The call's rep in the people file, if known.</param>
    public IReadOnlyList<PastFiring> Judge(IReadOnlyList<CallEvent> events, Person? rep)
    {
        var judges = events.Select(callEvent => (Event: callEvent, Judge: judge(callEvent, rep))).ToList();
        return
        [
            .. from rule in rules.Rules
            where rule.Enabled
            let answers = judges.Select(each => (each.Event, Judgement: each.Judge(rule))).Where(each => each.Judgement.NotJudged is null)
            from fired in rule.IsMixed ? InAnyOrder([.. answers]) : Each(rule, answers)
            select Fire(rule, fired.Event, fired.Judgement, rep),
        ];
    }

    /// <summary>Some state of the call met its fields, and a transcript the rest: it fires on the message that completes it.</summary>
    private static IEnumerable<(CallEvent Event, Judgement Judgement)> InAnyOrder(List<(CallEvent Event, Judgement Judgement)> answers)
    {
        var fields = answers.FindIndex(each => each.Judgement.Fields is Answer.True);
        var rest = answers.FindIndex(each => each.Judgement.Rest is Answer.True);
        if (fields >= 0 && rest >= 0)
            yield return (answers[Math.Max(fields, rest)].Event, answers[rest].Judgement);
    }

    private static IEnumerable<(CallEvent Event, Judgement Judgement)> Each(
        Rule rule,
        IEnumerable<(CallEvent Event, Judgement Judgement)> answers
    )
    {
        var fired = answers.Where(each => each.Judgement.Fires);
        return rule.Once is Once.Change ? fired : fired.Take(1);
    }

    private PastFiring Fire(Rule rule, CallEvent callEvent, Judgement judgement, Person? rep) =>
        new(
            rule,
            callEvent with
            {
                Transcript = null,
            },
            rules.ChannelsOf(rule, callEvent, rep),
            showsWords ? [.. judgement.Conditions.SelectMany(Snippets)] : []
        );

    private static IEnumerable<Alerts.Snippet> Snippets(ConditionAnswer answer) =>
        answer.Answer is Answer.True ? answer.Snippets.Concat(answer.Parts.SelectMany(Snippets)) : [];
}
