using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Wording;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Templates;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Composing;

/// <summary>Makes what a rule's <c>message</c> reads, with no more than the channel may show.</summary>
internal static class MessageModel
{
    private const int MostMatches = 20;
    private const string UnnamedProspect = "the prospect";

    public static MessageData Of(
        Rule rule,
        CallEvent callEvent,
        IReadOnlyList<Reason> reasons,
        Person? rep,
        string? link,
        Disclosure disclosure
    )
    {
        var call = callEvent.Call;
        return new(
            new(rule.Id, rule.Title, Severities.NameOf(rule.Severity), rule.Description),
            new(call.Id, callEvent.Workspace, call.CreatedAt, call.Outcome, call.CoachingScore, call.DurationSeconds, call.RepId),
            new(call.RepId, rep?.Name ?? call.RepId, rep?.Team),
            disclosure.Prospect(call.ProspectEmail) ?? UnnamedProspect,
            [.. reasons.SelectMany(reason => reason.Snippets).Take(MostMatches).Select(snippet => Match(snippet, disclosure))],
            reasons.Select(reason => ChangeOf(reason, callEvent, disclosure)).FirstOrDefault(change => change is not null),
            link
        );
    }

    private static MatchData Match(Snippet snippet, Disclosure disclosure) =>
        new(
            disclosure.Transcribed(snippet.Words),
            disclosure.Transcribed(snippet.Sentence),
            snippet.Speaker,
            TimeWording.Offset(snippet.StartSeconds)
        );

    private static ChangeData? ChangeOf(Reason reason, CallEvent callEvent, Disclosure disclosure) =>
        reason.Kind switch
        {
            ReasonKind.Change => CallChange.Of(reason.Subject, callEvent),
            ReasonKind.ProspectChange => new(
                "prospectEmail",
                disclosure.Prospect(callEvent.Previous?.ProspectEmail),
                disclosure.Prospect(callEvent.Call.ProspectEmail)
            ),
            _ => null,
        };
}
