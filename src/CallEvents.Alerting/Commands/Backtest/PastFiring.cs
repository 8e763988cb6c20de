using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>A rule that would have fired on a call.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Event">The message that made it fire.</param>
/// <param name="Channels">The channels of the alert.</param>
/// <param name="Snippets">What was said; personal data, and empty where it is not to be shown.</param>
internal sealed record PastFiring(Rule Rule, CallEvent Event, IReadOnlyList<string> Channels, IReadOnlyList<Snippet> Snippets)
{
    public DateTimeOffset At => Event.ObservedAt;

    public string CallId => Event.Call.Id;
}
