namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>A phrase of a rules file: words that follow each other.</summary>
/// <param name="Words">Folded; empty when the phrase has none, and is found nowhere.</param>
internal sealed record Phrase(IReadOnlyList<FoldedWord> Words)
{
    /// <summary>Parses it as it stands in the file. A <c>*</c> behind a word stands for any ending.</summary>
    public static Phrase Parse(string text) => new(WordReader.Read(text));
}
