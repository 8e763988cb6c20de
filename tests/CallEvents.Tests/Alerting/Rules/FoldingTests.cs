using CsCheck;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("pricing", "PRICING")]
    [InlineData("straße", "STRASSE")]
    [InlineData("STRASSE", "straße")]
    [InlineData("strasse", "STRAẞE")]
    [InlineData("Οδυσσευς", "ΟΔΥΣΣΕΥΣ")]
    [InlineData("office", "oﬃce")]
    [InlineData("full width", "ＦＵＬＬ　ｗｉｄｔｈ")]
    [InlineData("istanbul", "ISTANBUL")]
    [InlineData("i̇stanbul", "İSTANBUL")]
    [InlineData("café", "cafe\u0301")]
    [InlineData("cafe\u0301", "CAFÉ")]
    [InlineData("パス", "ﾊﾟｽ")]
    [InlineData("가격", "\u1100\u1161\u1100\u1167\u11A8")]
    [InlineData("2", "²")]
    [InlineData("𐐨", "𐐀")]
    [InlineData("ᾳ", "Αι")]
    public void The_same_in_another_form_or_case_is_found(string phrase, string text) => Finds(phrase, text).ShouldBeTrue();

    [Theory]
    [InlineData("ı", "I")]
    [InlineData("cafe", "café")]
    public void Other_letters_are_not_found(string phrase, string text) => Finds(phrase, text).ShouldBeFalse();

    [Theory]
    [InlineData("don't", "I don’t know")]
    [InlineData("don’t", "I don't know")]
    [InlineData("don't", "I don\u02BCt know")]
    [InlineData("don't", "I don`t know")]
    [InlineData("dont", "I d\u200Bon\u00ADt know")]
    [InlineData("follow up", "a follow-up")]
    [InlineData("follow-up", "we follow up")]
    [InlineData("follow-up", "a follow\u2011up, a follow — up")]
    [InlineData("how much", "How,\r\n\t much?")]
    [InlineData("so called", "so “called” things")]
    [InlineData("reps", "the reps' calls")]
    [InlineData("gong io", "gong.io")]
    [InlineData("שלום", "\u200Fשלום\u200E")]
    public void Signs_between_words_and_signs_that_are_not_seen_do_not_matter(string phrase, string text) =>
        Finds(phrase, text).ShouldBeTrue();

    [Theory]
    [InlineData("don", "I don't know")]
    [InlineData("dont", "I don't know")]
    [InlineData("t", "I don’t know")]
    [InlineData("gong", "gongs")]
    [InlineData("gong", "belonGONGly")]
    [InlineData("gong", "gong2")]
    [InlineData("follow up", "followup")]
    [InlineData("price list", "price and list")]
    public void Nothing_is_found_within_a_word(string phrase, string text) => Finds(phrase, text).ShouldBeFalse();

    [Theory]
    [InlineData("clari*", "We use Clarity", true)]
    [InlineData("clari*", "We use Clari", true)]
    [InlineData("clari*", "We declarify", false)]
    [InlineData("next step*", "the next steps are", true)]
    [InlineData("schedul* a call", "scheduling a call", true)]
    [InlineData("schedul* a call", "schedule the call", false)]
    [InlineData("STRASS*", "Straßenbahn", true)]
    [InlineData("clari *", "We use Clarity", false)]
    public void A_star_stands_for_any_ending(string phrase, string text, bool isFound) => Finds(phrase, text).ShouldBe(isFound);

    [Theory]
    [InlineData("价格", "请问这个价格是多少", true)]
    [InlineData("价格", "价和格", false)]
    [InlineData("価格", "この価格はいくらですか", true)]
    [InlineData("カタカナ", "日本語のカタカナ語", true)]
    [InlineData("ราคา", "ขอทราบราคาหน่อย", true)]
    [InlineData("gong", "我们在用Gong系统", true)]
    [InlineData("gong系统", "我们在用 Gong 系统", true)]
    [InlineData("价格 3", "价格3元", true)]
    [InlineData("价", "价格", true)]
    [InlineData("السعر", "كم السعر؟", true)]
    [InlineData("سعر", "كم السعر؟", false)]
    [InlineData("كم السعر", "كم  السعر", true)]
    [InlineData("цена", "Какая ЦЕНА?", true)]
    [InlineData("가격", "이 가격은", false)]
    [InlineData("가격*", "이 가격은", true)]
    public void Phrases_of_all_scripts(string phrase, string text, bool isFound) => Finds(phrase, text).ShouldBe(isFound);

    [Fact]
    public void Half_a_character_is_no_fault()
    {
        Finds("price", "\uD83D price \uDE00").ShouldBeTrue();
        Finds("\uD83D", "\uD83D").ShouldBeFalse();
    }

    [Fact]
    public void Emoji_are_no_words() => Finds("love price", "love ❤️ price 👍🏽").ShouldBeTrue();

    /// <summary>Ending in letters that have no other form, case or border.</summary>
    private static readonly string[] Words =
    [
        "price",
        "straße",
        "naïve",
        "don't",
        "ﬁne",
        "Ünïcödé",
        "ΣΊΣΥΦΟΣ",
        "цена",
        "Ångström",
        "ｗｉｄｅ",
        "السعر",
        "한국어",
        "価格",
        "Việt",
        "3",
        "ǆ",
    ];

    private static readonly string[] Borders = [" ", "\n", "\u00A0", ", ", " – ", "-", "… ", "“", "\u3000", "_", "/", " ' ", "\u2029"];

    private static readonly Func<string, string>[] Forms =
    [
        text => text,
        text => text.ToUpperInvariant(),
        text => text.ToLowerInvariant(),
        text => text.Normalize(System.Text.NormalizationForm.FormC),
        text => text.Normalize(System.Text.NormalizationForm.FormD),
        text => text.Normalize(System.Text.NormalizationForm.FormKC),
        text => text.Normalize(System.Text.NormalizationForm.FormKD),
        text => text.Replace("ß", "SS", StringComparison.Ordinal).Replace('\'', '’'),
        text => string.Join('\u200D', text.Normalize(System.Text.NormalizationForm.FormC).AsEnumerable()),
        text => $"\u202B{text}\u202C\uFEFF",
    ];

    private static readonly Gen<(string Word, string Written, string Border)> AnyWord = Gen.Select(
        Gen.OneOf(Words),
        Gen.OneOf(Forms),
        Gen.OneOf(Forms),
        Gen.OneOf(Borders),
        (word, one, other, border) => (word, other(one(word)), border)
    );

    [Fact]
    public void Any_case_form_and_border_finds_the_same() =>
        Gen.Select(AnyWord.Array[1, 4], AnyWord.Array[0, 3], AnyWord.Array[0, 3])
            .Sample(
                (phrase, before, after) =>
                    Finds(
                        string.Join(' ', phrase.Select(word => word.Word)),
                        string.Concat(before.Concat(phrase).Concat(after).Select(word => word.Border + word.Written + word.Border))
                    ),
                iter: 20_000
            );

    [Fact]
    public void No_word_is_found_within_another() =>
        Gen.Select(Gen.OneOf("price", "naïve", "цена", "السعر", "한국어"), AnyWord, Gen.Bool, Gen.Bool)
            .Sample(
                (word, written, isBefore, isAfter) =>
                    Finds(word, $"{(isBefore ? "ab" : "")}{word}{(isAfter ? "ça" : "")}{written.Border}x") == (!isBefore && !isAfter),
                iter: 5_000
            );
}
