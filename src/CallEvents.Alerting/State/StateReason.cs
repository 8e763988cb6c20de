using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.State;

/// <summary>The words for what holds an alert back, in the state, in commands and as a label of metrics.</summary>
internal static class StateReason
{
    public const string Late = "late";
    public const string Throttle = "throttle";

    /// <summary>Of a digest whose alerts were all dropped, given up or taken by a fallback.</summary>
    public const string NothingLeft = "nothing is left of it";

    /// <summary>How the reason of an alert begins that a channel's fallback has.</summary>
    public const string TakenBy = "taken by ";

    public static string Of(DigestReason reason) =>
        reason switch
        {
            DigestReason.Scheduled => "digest",
            DigestReason.QuietHours => "quiet_hours",
            DigestReason.Throttle => Throttle,
            _ => Late,
        };
}
