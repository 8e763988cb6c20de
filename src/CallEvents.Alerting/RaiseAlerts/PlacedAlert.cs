using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.State;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>An alert that was put into the outbox.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Channel">The channel.</param>
/// <param name="State">One of <see cref="AlertState"/>.</param>
/// <param name="Reason">Why it is not sent alone; empty where it is.</param>
/// <param name="OpensDigest">Whether it is the first of its digest.</param>
internal sealed record PlacedAlert(string RuleId, Severity Severity, string Channel, string State, string Reason, bool OpensDigest);
