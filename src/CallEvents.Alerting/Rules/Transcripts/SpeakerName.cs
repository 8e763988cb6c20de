namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>Names of speakers, which compare without regard to case; those without a name count as one.</summary>
internal static class SpeakerName
{
    /// <summary>Null for a name without a visible character.</summary>
    public static string? Of(string? name) => string.IsNullOrWhiteSpace(name) ? null : name.Trim();

    public static bool AreSame(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether what a speaker says counts for a condition.</summary>
    public static bool Counts(string? speaker, Speaker by) => by.Name is null || AreSame(speaker, Of(by.Name));
}
