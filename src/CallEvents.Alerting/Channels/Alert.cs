using CallEvents.Contracts;

namespace CallEvents.Alerting.Channels;

/// <summary>What is told to people: which rule, about which call.</summary>
internal sealed record Alert(string RuleId, string Workspace, Call Call);
