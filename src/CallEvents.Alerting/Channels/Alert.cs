using CallEvents.Contracts;

namespace CallEvents.Alerting.Channels;

/// <summary>An alert: the rule that matched, and the call.</summary>
internal sealed record Alert(string RuleId, string Workspace, Call Call);
