using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.State;

/// <summary>The digest that an alert goes into.</summary>
/// <param name="Reason">Why it is not sent alone.</param>
/// <param name="Key">The same for all alerts of the digest, and another for the next digest.</param>
/// <param name="DueAt">When it is sent, in Unix milliseconds.</param>
internal sealed record DigestSlot(DigestReason Reason, string Key, long DueAt);
