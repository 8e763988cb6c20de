using CallEvents.Contracts;

namespace CallEvents.Revont.Calls;

/// <summary>A call as one response shows it.</summary>
internal sealed record CallSnapshot(string Id)
{
    /// <summary>A longer text is no id.</summary>
    public const int MaxIdLength = 512;

    public Optional<DateTimeOffset?> CreatedAt { get; init; }

    public Optional<double?> DurationSeconds { get; init; }

    public Optional<string?> RepId { get; init; }

    public Optional<string?> ProspectEmail { get; init; }

    public Optional<double?> CoachingScore { get; init; }

    public Optional<string?> Outcome { get; init; }

    /// <summary>The call as it is now: what the response shows, and what was known for members that it leaves out.</summary>
    public Call ApplyTo(Call? known) =>
        new()
        {
            Id = Id,
            CreatedAt =
                CreatedAt.ValueOr(known?.CreatedAt)
                ?? known?.CreatedAt
                ?? throw new MalformedItemException("created_at", "nothing", "an ISO 8601 timestamp"),
            DurationSeconds = DurationSeconds.ValueOr(known?.DurationSeconds),
            RepId = RepId.ValueOr(known?.RepId),
            ProspectEmail = ProspectEmail.ValueOr(known?.ProspectEmail),
            CoachingScore = CoachingScore.ValueOr(known?.CoachingScore),
            Outcome = Outcome.ValueOr(known?.Outcome),
        };
}
