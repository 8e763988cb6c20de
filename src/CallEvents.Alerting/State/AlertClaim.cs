using CallEvents.Alerting.Channels;

namespace CallEvents.Alerting.State;

/// <summary>Result of an attempt to claim an alert for sending.</summary>
/// <param name="Outcome">Whether the claim was acquired.</param>
/// <param name="Alert">The alert.</param>
/// <param name="Channel">The name of the channel.</param>
/// <param name="Number">The number of the acquired claim; it fences older claims.</param>
internal sealed record AlertClaim(ClaimOutcome Outcome, Alert Alert, string Channel, int Number = 0);

/// <summary>Whether an alert may be sent now.</summary>
internal enum ClaimOutcome
{
    /// <summary>This handler may send the alert.</summary>
    Acquired,

    /// <summary>Another handler holds the claim.</summary>
    Held,

    /// <summary>The alert has been sent.</summary>
    AlreadySent,
}
