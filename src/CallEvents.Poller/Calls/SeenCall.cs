using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>What one answer says about one call, in our words.</summary>
internal sealed record SeenCall(string Id)
{
    public Shown<DateTimeOffset?> CreatedAt { get; init; }

    public Shown<double?> DurationSeconds { get; init; }

    public Shown<string?> RepId { get; init; }

    public Shown<string?> ProspectEmail { get; init; }

    public Shown<double?> CoachingScore { get; init; }

    public Shown<string?> Outcome { get; init; }

    /// <summary>The call as it is now: what the answer shows, and for the rest what was known.</summary>
    public Call Over(Call? known) => new()
    {
        Id = Id,
        CreatedAt = CreatedAt.Or(known?.CreatedAt) ?? known?.CreatedAt
            ?? throw new UnreadableException("created_at", "nothing", "an ISO 8601 timestamp"),
        DurationSeconds = DurationSeconds.Or(known?.DurationSeconds),
        RepId = RepId.Or(known?.RepId),
        ProspectEmail = ProspectEmail.Or(known?.ProspectEmail),
        CoachingScore = CoachingScore.Or(known?.CoachingScore),
        Outcome = Outcome.Or(known?.Outcome),
    };
}
