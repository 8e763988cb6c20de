namespace CallEvents.Alerting.Rules.Measures;

/// <summary>What one speaker said.</summary>
/// <param name="Speaker">The name; null for all segments without one.</param>
/// <param name="Words">All words.</param>
/// <param name="TimedWords">The words of timed segments.</param>
/// <param name="HasTimes">Whether a segment is timed.</param>
/// <param name="Seconds">The time of speech; what two segments cover counts once.</param>
internal sealed record SpeakerSpeech(string? Speaker, int Words, int TimedWords, bool HasTimes, double Seconds);
