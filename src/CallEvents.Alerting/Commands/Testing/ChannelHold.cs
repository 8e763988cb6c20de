using CallEvents.Alerting.Rules;

namespace CallEvents.Alerting.Commands.Testing;

/// <summary>What would hold an alert of a rule back on a channel now, such as <c>quiet hours until …</c>; null for nothing.</summary>
internal delegate string? ChannelHold(string channel, Rule rule);
