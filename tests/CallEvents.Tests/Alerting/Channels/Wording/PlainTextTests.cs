using System.Globalization;
using System.Text;
using CallEvents.Alerting.Channels.Wording;
using CsCheck;

namespace CallEvents.Tests.Alerting.Channels.Wording;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("a\r\nb\rc\nd\u2028e\u0085f", "a\nb\nc\nd\ne\nf")]
    [InlineData("a\tb\vc", "a b c")]
    [InlineData("bell\u0007 escape\u001B[31m", "bell\uFFFD escape\uFFFD[31m")]
    [InlineData("user\u202Egpj.exe\u202C \u2066x\u2069 \u200Fy\uFEFF", "usergpj.exe x y")]
    [InlineData("👩‍👩‍👧‍👦 مرحبا שלום 東京 é", "👩‍👩‍👧‍👦 مرحبا שלום 東京 é")]
    [InlineData(null, "")]
    public void Text_from_outside_becomes_harmless(string? text, string clean) => PlainText.Clean(text).ShouldBe(clean);

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => PlainText.Clean("lone \uD83D half").ShouldBe("lone \uFFFD half");

    [Fact]
    public void One_line_stays_one()
    {
        PlainText.Line("  Lost\r\n to\t Gong \n").ShouldBe("Lost to Gong");
        PlainText.Lines("\n Why \n\n\n\n because \n").ShouldBe("Why\n\nbecause");
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("abc def", 5, "abc…")]
    [InlineData("ab👍cd", 4, "ab…")]
    [InlineData("ab👍cd", 5, "ab👍…")]
    [InlineData("abe\u0301cdef", 4, "ab…")]
    [InlineData("abcdef", 1, "…")]
    public void A_text_is_cut_between_characters(string text, int longest, string cut) => PlainText.Cut(text, longest).ShouldBe(cut);

    [Fact]
    public void A_letter_with_a_thousand_accents_does_not_swallow_the_text() =>
        PlainText.Cut("a" + new string('\u0301', 1000), 100).Length.ShouldBe(100);

    [Fact]
    public void Any_text_becomes_clean_and_fits() =>
        SampleAlerts
            .Texts.Select(Gen.Int[1, 500])
            .Sample(
                (text, longest) =>
                {
                    var cut = PlainText.Cut(PlainText.Clean(text), longest);

                    cut.Length.ShouldBeLessThanOrEqualTo(longest);
                    cut.Where(letter => char.IsControl(letter) && letter != '\n').ShouldBeEmpty();
                    new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(cut);
                    foreach (var rune in cut.EnumerateRunes())
                        (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && rune.Value is 0x202E or 0x200F).ShouldBeFalse();
                },
                iter: 500
            );
}
