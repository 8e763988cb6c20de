namespace CallEvents.Local.Verification;

/// <summary>Limits a verification to the calls listed, and the transcripts ready, by these times.</summary>
internal sealed record Cutoff(DateTimeOffset ListedBy, DateTimeOffset TranscriptReadyBy)
{
    public Cutoff Min(Cutoff other) => new(Min(ListedBy, other.ListedBy), Min(TranscriptReadyBy, other.TranscriptReadyBy));

    private static DateTimeOffset Min(DateTimeOffset first, DateTimeOffset second) => first < second ? first : second;
}
