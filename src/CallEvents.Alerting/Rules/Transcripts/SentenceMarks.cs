using System.Buffers;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>The marks that end sentences, and those that ask. Source: <c>PropList.txt</c>, <c>Sentence_Terminal</c>.</summary>
internal static class SentenceMarks
{
    /// <summary>Also those of two marks in one character. Greek's is the first; Armenian's stands within the word that asks.</summary>
    private const string Questions =
        "\u037E?\u061F\u1367\u1945\u2047\u2048\u2049\u203D\u2CFA\u2CFB\u2E2E\u2E54\uA60F\uA6F7\uFE16\uFE56\uFF1F";

    private const char ArmenianQuestion = '\u055E';
    private const char GreekAfterNormalisation = ';';

    private const string Ends =
        ".!\u2026\u2025\u22EF\u0589\u061D\u061E\u06D4\u0700\u0701\u0702"
        + "\u07F9\u0837\u0839\u083D\u083E\u0964\u0965\u0F0D\u0F0E\u104A\u104B\u1362"
        + "\u1368\u166E\u1735\u1736\u17D4\u17D5\u1803\u1809\u1944\u1AA8\u1AA9\u1AAA\u1AAB\u1B5A\u1B5B\u1B5E\u1B5F\u1C3B\u1C3C\u1C7E\u1C7F"
        + "\u203C\u2CF9\u2E3C\u2E53\u3002\uA4FF\uA60E\uA6F3\uA876\uA877\uA8CE\uA8CF\uA92F\uA9C8\uA9C9\uAA5D\uAA5E\uAA5F\uAAF0\uAAF1\uABEB"
        + "\uFE12\uFE15\uFE19\uFE52\uFE57\uFF01\uFF0E\uFF61";

    private static readonly SearchValues<char> AllEnds = SearchValues.Create(Questions + Ends);
    private static readonly SearchValues<char> AllQuestions = SearchValues.Create(Questions);

    private static readonly SearchValues<char> NamesOfQueries = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );

    /// <summary>Whether a sentence ends between two words of a text, and whether it asks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="before">The word before; null at the text's start.</param>
    /// <param name="after">The word after; null at the text's end.</param>
    public static (bool Ends, bool Asks) Between(string text, FoldedWord? before, FoldedWord? after)
    {
        var (from, to) = (before?.End ?? 0, after?.Start ?? text.Length);
        if (to <= from)
            return (false, false);

        var gap = text.AsSpan(from, to - from);
        var asksWithin = gap.Contains(ArmenianQuestion);
        if (before is { } word && gap.Contains(GreekAfterNormalisation) && IsGreek(word.Text))
            return (true, true);
        if (!gap.ContainsAny(AllEnds) || IsWithinWord(text, gap, before, after))
            return (false, asksWithin);
        return (true, asksWithin || gap.ContainsAny(AllQuestions));
    }

    /// <summary>
    /// As in <c>3.5</c> and <c>gong.io</c>: one full stop, and words right beside it. Other marks end a sentence there, too, since
    /// transcripts often lack the space behind them, except that of an address with a query.
    /// </summary>
    private static bool IsWithinWord(string text, ReadOnlySpan<char> gap, FoldedWord? before, FoldedWord? after)
    {
        if (before is not { IsUnspaced: false } || after is not { IsUnspaced: false } next)
            return false;
        if (gap is "?" or "/?")
            return IsQuery(text.AsSpan(next.Start));

        var marks = 0;
        foreach (var rune in gap.EnumerateRunes())
        {
            if (Folding.IsIgnored(rune))
                continue;
            if (rune.Value is not ('.' or '\uFF0E') || ++marks > 1)
                return false;
        }

        return true;
    }

    /// <summary>As in <c>gong.io?x=1</c>: a name follows, and the sign <c>=</c>.</summary>
    private static bool IsQuery(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(NamesOfQueries) is var end and > 0 && text[end] == '=';

    /// <summary>Greek text that was normalised has a semicolon for its question mark.</summary>
    private static bool IsGreek(string word) => word[^1] is (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF');
}
