using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.State;

/// <summary>The words for what holds an alert back, in the state, in commands and as a label of metrics.</summary>
internal static class ReasonText
{
    public const string Late = "late";
    public const string Throttle = "throttle";

    public static string Of(DigestReason reason) =>
        reason switch
        {
            DigestReason.Scheduled => "digest",
            DigestReason.QuietHours => "quiet_hours",
            DigestReason.Throttle => Throttle,
            _ => Late,
        };
}
