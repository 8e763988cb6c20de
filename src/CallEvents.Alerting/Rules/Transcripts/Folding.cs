using System.Globalization;
using System.Text;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>
/// Folds text so that what is written differently and says the same is the same: compatibility forms (NFKC), case (full case folding, not
/// Turkish), apostrophes, and characters that are not seen.
/// </summary>
/// <remarks>
/// Source: Unicode 3.13, D146, and <c>CaseFolding.txt</c>. After NFKD, lower case of upper case puts the same characters together as that
/// file does, but for ß and its capital (compared for all of Unicode 14). Needs ICU: without, .NET normalises ASCII only.
/// </remarks>
internal static class Folding
{
    private const string Apostrophes =
        "`\u00B4\u02B9\u02BB\u02BC\u02BD\u02BE\u02BF\u02C8\u02CA\u02CB\u055A\u05F3\u2018\u2019\u201B\u2032\u2035\uFF07";

    private static readonly string?[] OfCharacter = new string?[char.MaxValue + 1];

    /// <summary>A character with its marks, folded; empty when it is not seen.</summary>
    public static string Fold(ReadOnlySpan<char> cluster)
    {
        if (cluster is not [var only])
            return FoldText(cluster.ToString());
        return OfCharacter[only] ??= FoldText(only.ToString());
    }

    /// <summary>Whether it takes no part in the text: zero-width and bidirectional marks, soft hyphens, variation selectors.</summary>
    public static bool IsIgnored(Rune rune) =>
        rune.Value >= 0x80
        && (
            (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format && !IsVisibleFormat(rune.Value))
            || rune.Value
                is 0x034F
                    or 0x115F
                    or 0x1160
                    or 0x17B4
                    or 0x17B5
                    or (>= 0x180B and <= 0x180F)
                    or 0x3164
                    or (>= 0xFE00 and <= 0xFE0F)
                    or 0xFFA0
                    or (>= 0xE0100 and <= 0xE01EF)
        );

    /// <summary>Whether the character belongs to the one before it, with which it may become one.</summary>
    public static bool Extends(Rune rune) =>
        rune.Value >= 0x300 && (IsMark(rune) || rune.Value is 0xFF9E or 0xFF9F || IsHangulLetter(rune.Value) || IsIgnored(rune));

    public static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    public static bool IsApostrophe(char character) => character == '\'' || Apostrophes.Contains(character, StringComparison.Ordinal);

    private static string FoldText(string text)
    {
        var seen = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && IsApostrophe((char)rune.Value))
                seen.Append('\'');
            else if (!IsIgnored(rune))
                seen.Append(rune);
        }

        var folded = new StringBuilder(seen.Length);
        foreach (var character in seen.ToString().Normalize(NormalizationForm.FormKD).ToUpperInvariant().ToLowerInvariant())
        {
            if (character == 'ß')
                folded.Append("ss");
            else
                folded.Append(character);
        }

        return folded.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>Signs that are written before numbers and verses.</summary>
    private static bool IsVisibleFormat(int value) =>
        value is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    /// <summary>Letters that Unicode joins to syllables.</summary>
    private static bool IsHangulLetter(int value) =>
        value
            is (>= 0x1100 and <= 0x11FF)
                or (>= 0x3131 and <= 0x318E)
                or (>= 0xA960 and <= 0xA97F)
                or (>= 0xD7B0 and <= 0xD7FF)
                or (>= 0xFFA0 and <= 0xFFDC);
}
