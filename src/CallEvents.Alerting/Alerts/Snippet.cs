namespace CallEvents.Alerting.Alerts;

/// <summary>A sentence of the transcript that made a rule fire.</summary>
/// <param name="Speaker">Who said it, as in the transcript; null where that is not known.</param>
/// <param name="StartSeconds">When its segment begins, in seconds from the call's start; null where that is not known.</param>
/// <param name="Sentence">The sentence, with 200 characters at most.</param>
/// <param name="Words">The words in it that were found.</param>
internal sealed record Snippet(string? Speaker, double? StartSeconds, string Sentence, string Words);
