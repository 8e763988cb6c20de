using System.Globalization;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Channels.Wording;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Templates;
using CallEvents.ServiceDefaults.Links;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Composing;

/// <summary>Composes what a channel says of a call on which a rule fired.</summary>
internal sealed class AlertComposer(PeopleSource people, CallLink link, TimeProvider time)
{
    /// <summary>The <see cref="Alert.Occurrence"/> of an escalation.</summary>
    public const string EscalationOccurrence = "escalation";

    /// <summary>Composes it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="callEvent">The event that made it fire.</param>
    /// <param name="reasons">The answers that made it fire; of a rule that fired in two steps, from both events.</param>
    /// <param name="channel">What the channel may show.</param>
    public Alert Compose(Rule rule, CallEvent callEvent, IReadOnlyList<Reason> reasons, ChannelOptions channel)
    {
        var disclosure = new Disclosure(channel);
        var rep = people.Current.Find(callEvent.Call.RepId);
        var data = MessageModel.Of(rule, callEvent, reasons, rep, LinkOf(callEvent), disclosure);
        var message = rule.Message is { } template ? MessageTemplate.Render(template, data, callEvent.ObservedAt) : null;
        var text = message ?? string.Join('\n', ReasonText.Lines(reasons, callEvent, disclosure));
        return Compose(rule, callEvent, reasons, disclosure) with
        {
            Text = disclosure.Withhold(PlainText.Cut(text, MessageTemplate.LongestText)),
            Occurrence = rule.Once is Once.Change ? callEvent.Revision.ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    /// <summary>Composes the additional alert of a rule that has fired too often.</summary>
    /// <param name="rule">The rule, with <see cref="Rule.Escalate"/>.</param>
    /// <param name="callEvent">The event that made it fire last.</param>
    /// <param name="reasons">Why it fired last.</param>
    /// <param name="channel">What the channel may show.</param>
    /// <param name="calls">For how many calls it has fired.</param>
    /// <param name="within">In which time.</param>
    public Alert ComposeEscalation(
        Rule rule,
        CallEvent callEvent,
        IReadOnlyList<Reason> reasons,
        ChannelOptions channel,
        int calls,
        TimeSpan within
    )
    {
        var disclosure = new Disclosure(channel);
        var alert = Compose(rule, callEvent, reasons, disclosure);
        var whose = rule.Escalate?.Per switch
        {
            Per.Rep => $" of {alert.RepName ?? alert.RepId ?? "one rep"}",
            Per.Prospect => $" with {alert.Prospect ?? "the same prospect"}",
            _ => "",
        };
        var fired = string.Create(
            CultureInfo.InvariantCulture,
            $"This rule has fired for {calls} calls{whose} within {Period(within)}. The last one:"
        );
        var text = string.Join('\n', [fired, .. ReasonText.Lines(reasons, callEvent, disclosure)]);
        return alert with
        {
            Severity = rule.Escalate?.Severity ?? rule.Severity,
            Text = disclosure.Withhold(PlainText.Cut(text, MessageTemplate.LongestText)),
            Occurrence = EscalationOccurrence,
            IsEscalation = true,
        };
    }

    /// <summary>Composes what an operator sends to try a channel: of no call, and with no data of anyone.</summary>
    /// <param name="channelName">The channel's name.</param>
    public Alert ComposeTest(string channelName)
    {
        var now = time.GetUtcNow();
        return new()
        {
            RuleId = "channels-test",
            Title = $"Channel {channelName}",
            Severity = Severity.Info,
            Workspace = "none",
            CallId = "test",
            Text = $"Alerts for the channel {channelName} arrive here.",
            CreatedAt = now,
            ObservedAt = now,
            Revision = 0,
            IsTest = true,
        };
    }

    private static string Period(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerDay != 0 || time < TimeSpan.FromDays(2)
            ? TimeWording.Duration(time.TotalSeconds) ?? ""
            : string.Create(CultureInfo.InvariantCulture, $"{time.Days} days");

    private string? LinkOf(CallEvent callEvent) => link.Of(callEvent.Workspace, callEvent.Call.Id);

    private Alert Compose(Rule rule, CallEvent callEvent, IReadOnlyList<Reason> reasons, Disclosure disclosure)
    {
        var call = callEvent.Call;
        return new()
        {
            RuleId = rule.Id,
            Title = rule.Title,
            Severity = rule.Severity,
            Workspace = callEvent.Workspace,
            CallId = call.Id,
            Text = "",
            RepId = call.RepId,
            RepName = people.Current.Find(call.RepId)?.Name,
            Prospect = disclosure.Prospect(call.ProspectEmail),
            ProspectEmail = disclosure.ProspectEmail(call.ProspectEmail),
            CreatedAt = call.CreatedAt,
            ObservedAt = callEvent.ObservedAt,
            Outcome = call.Outcome is { } outcome ? disclosure.Withhold(outcome) : null,
            CoachingScore = call.CoachingScore,
            DurationSeconds = call.DurationSeconds,
            Snippets = SnippetsOf(reasons, disclosure),
            Link = LinkOf(callEvent),
            Revision = callEvent.Revision,
        };
    }

    private static IReadOnlyList<Snippet> SnippetsOf(IReadOnlyList<Reason> reasons, Disclosure disclosure) =>
        disclosure.ShowsSnippets
            ?
            [
                .. reasons
                    .SelectMany(reason => reason.Snippets)
                    .DistinctBy(snippet => (snippet.StartSeconds, snippet.Sentence))
                    .Take(ReasonText.MostPlaces)
                    .Select(snippet => new Snippet(
                        snippet.Speaker is { } speaker ? disclosure.Withhold(speaker) : null,
                        snippet.StartSeconds,
                        disclosure.Withhold(snippet.Sentence),
                        disclosure.Withhold(snippet.Words)
                    )),
            ]
            : [];
}
