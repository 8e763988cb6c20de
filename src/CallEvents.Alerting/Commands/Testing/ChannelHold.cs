using CallEvents.Alerting.Rules;

namespace CallEvents.Alerting.Commands.Testing;

/// <summary>What a channel does with an alert of a rule now. What the rule itself says, such as its throttle, is no part of it.</summary>
/// <param name="Reason">What holds it back, such as <c>quiet hours until …</c>; null for nothing.</param>
/// <param name="NextDigest">When the channel's next digest is sent; null where that is not known.</param>
internal sealed record ChannelHold(string? Reason = null, string? NextDigest = null);

/// <summary>Finds what a channel does with an alert of a rule now.</summary>
internal delegate ChannelHold FindHold(string channel, Rule rule);
