using CallEvents.Alerting.Rules.Judging;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Rules;

/// <summary>Judges rules on an event. Pure: the same values, the same answer.</summary>
internal sealed class RuleJudge
{
    private readonly CallEvent callEvent;
    private readonly Person? rep;
    private readonly ConditionJudge conditions;

    /// <param name="callEvent">The event; its transcript is read once for all rules.</param>
    /// <param name="rep">The call's rep in the people file, if known.</param>
    public RuleJudge(CallEvent callEvent, Person? rep) => (this.callEvent, this.rep, conditions) = (callEvent, rep, new(callEvent));

    public Judgement Judge(Rule rule)
    {
        if (ReasonAgainst(rule) is { } reason)
            return new(reason, Answer.Unknown, Answer.Unknown, []);

        List<ConditionAnswer> answers = [.. rule.When.Select(conditions.Judge)];
        return new(
            NotJudged: null,
            Answers.All(answers.Where(answer => !answer.Condition.IsAboutTranscript).Select(answer => answer.Answer)),
            Answers.All(answers.Where(answer => answer.Condition.IsAboutTranscript).Select(answer => answer.Answer)),
            answers
        );
    }

    /// <summary>As the file names it.</summary>
    public static string NameOf(EventKind kind) =>
        kind switch
        {
            EventKind.Recorded => "recorded",
            EventKind.Transcribed => "transcribed",
            EventKind.Updated => "updated",
            _ => "unavailable",
        };

    private string? ReasonAgainst(Rule rule) =>
        !rule.Enabled ? "not enabled"
        : !rule.Events.Contains(callEvent.Kind) ? $"not on {NameOf(callEvent.Kind)}"
        : ScopeMatch.Includes(rule.Only, callEvent, rep) ? null
        : rule.Only.Origins is null && ScopeMatch.Fits(rule.Only, callEvent, rep) ? $"history: {callEvent.Origin}"
        : "not among the calls of only";
}
