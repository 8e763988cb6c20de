using System.Runtime.CompilerServices;
using CallEvents.Alerting.Rules.Transcripts;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>The phrases of a condition, folded; kept as long as the condition is.</summary>
internal sealed record ParsedWords(IReadOnlyList<Phrase>? Any, IReadOnlyList<Phrase>? All, IReadOnlyList<Phrase>? Near)
{
    private static readonly ConditionalWeakTable<Words, ParsedWords> Known = [];

    public static ParsedWords Of(Words words) => Known.GetValue(words, Parse);

    private static ParsedWords Parse(Words words) => new(Parse(words.Any), Parse(words.All), Parse(words.Near));

    private static List<Phrase>? Parse(IReadOnlyList<string>? phrases) => phrases is null ? null : [.. phrases.Select(Phrase.Parse)];
}
