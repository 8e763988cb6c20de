using CallEvents.Alerting.Channels;

namespace CallEvents.Alerting.State;

/// <summary>What came of the wish to tell an alert; <paramref name="Number"/> is the claim's own when it is ours.</summary>
internal sealed record AlertClaim(ClaimOutcome Outcome, Alert Alert, string Channel, int Number = 0);

/// <summary>Who may tell an alert now.</summary>
internal enum ClaimOutcome
{
    /// <summary>We may.</summary>
    Acquired,

    /// <summary>Somebody else may, for the moment.</summary>
    Held,

    /// <summary>Nobody: it has been told.</summary>
    AlreadySent,
}
