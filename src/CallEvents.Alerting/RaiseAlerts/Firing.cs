using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Rules;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>A rule that fires on an event.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Reasons">The conditions that held, of both events where the rule fired in two steps.</param>
internal sealed record Firing(Rule Rule, IReadOnlyList<Reason> Reasons);
