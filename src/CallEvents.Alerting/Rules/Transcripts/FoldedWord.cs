namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>A word of a text.</summary>
/// <param name="Text">Folded.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends in the text.</param>
/// <param name="IsUnspaced">Whether it is a letter of a script without spaces between words.</param>
/// <param name="IsPrefix">Whether a <c>*</c> follows it, which a phrase has for any ending.</param>
internal readonly record struct FoldedWord(string Text, int Start, int End, bool IsUnspaced, bool IsPrefix);
