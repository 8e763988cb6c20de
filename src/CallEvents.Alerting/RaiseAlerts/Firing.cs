using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>A rule that fires on an event.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Reasons">The conditions that held, of both events where the rule fired in two steps.</param>
internal sealed record Firing(Rule Rule, IReadOnlyList<Reason> Reasons)
{
    /// <summary>The call as another event showed it that is newer; null where the event itself is the newest.</summary>
    public Call? Newer { get; init; }
}
