using System.Globalization;
using System.Text;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>
/// Scripts without spaces between words: Han, Hiragana, Katakana, Bopomofo, Yi, Thai, Lao, Khmer, Myanmar, Tai Le, New Tai Lue, Tai Tham,
/// Tai Viet, Ahom.
/// </summary>
/// <remarks>Source: <c>Blocks.txt</c>; the scripts are those of the line breaking classes ID and SA (UAX 14).</remarks>
internal static class UnspacedScripts
{
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x0E00, 0x0EFF),
        (0x1000, 0x109F),
        (0x1780, 0x17FF),
        (0x1950, 0x19DF),
        (0x1A20, 0x1AAF),
        (0x2E80, 0x2FDF),
        (0x3005, 0x3007),
        (0x3021, 0x312F),
        (0x31A0, 0x31BF),
        (0x31F0, 0x31FF),
        (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xA000, 0xA48F),
        (0xA9E0, 0xA9FF),
        (0xAA60, 0xAADF),
        (0xF900, 0xFAFF),
        (0xFF66, 0xFF9F),
        (0x11700, 0x1174F),
        (0x1AFF0, 0x1B16F),
        (0x20000, 0x3FFFD),
    ];

    /// <summary>Whether it is a letter of such a script. A digit is none: numbers are words there, too.</summary>
    public static bool Contains(Rune rune)
    {
        if (rune.Value < Blocks[0].First || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber)
            return false;
        foreach (var (first, last) in Blocks)
        {
            if (rune.Value <= last)
                return rune.Value >= first;
        }

        return false;
    }
}
