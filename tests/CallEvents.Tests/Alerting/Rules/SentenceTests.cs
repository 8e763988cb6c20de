using CallEvents.Alerting.Rules;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class SentenceTests
{
    [Theory]
    [InlineData("Price? No.", "price", true)]
    [InlineData("Price. No?", "price", false)]
    [InlineData("The price…is it fixed?", "price", false)]
    [InlineData("Price?! Wow.", "price", true)]
    [InlineData("Price!? Wow.", "price", true)]
    [InlineData("Price... ? Wow.", "price", true)]
    [InlineData("Is 3.5 the price?", "is", true)]
    [InlineData("Do you know gong.io then?", "know", true)]
    [InlineData("Do you know gong. io then?", "know", false)]
    [InlineData("He said \"what price?\" and left.", "price", true)]
    [InlineData("How much?I see.", "how much", true)]
    [InlineData("How much?I see.", "see", false)]
    [InlineData("Stop!What price?", "price", true)]
    [InlineData("The price!What?", "price", false)]
    [InlineData("How much？I see.", "how much", true)]
    [InlineData("كم السعر؟شكرا", "السعر", true)]
    [InlineData("Was it 3?4 is the price.", "was", true)]
    [InlineData("Do you know gong.io?I do.", "know", true)]
    [InlineData("See acme.com?x=1 for the price.", "see", false)]
    [InlineData("Do you see acme.com?x=1 for the price?", "see", true)]
    [InlineData("See https://acme.com/a-b/?utm_source=x&y=1 for the price.", "see", false)]
    [InlineData("Price? x=1 it is.", "price", true)]
    [InlineData("How much\nis it?", "how much", true)]
    [InlineData("How much", "how much", false)]
    [InlineData("价格是多少？谢谢。", "价格", true)]
    [InlineData("价格很好。是多少？", "价格", false)]
    [InlineData("価格は｡いくら?", "価格", false)]
    [InlineData("كم السعر؟ شكرا", "السعر", true)]
    [InlineData("Ποια είναι η τιμή\u037E Ναι.", "τιμή", true)]
    [InlineData("Ποια είναι η τιμή; Ναι.", "τιμή", true)]
    [InlineData("The price; yes.", "price", false)]
    [InlineData("Ինչո՞ւ գին։ Այո։", "գին", true)]
    [InlineData("ዋጋ፧ እሺ።", "ዋጋ", true)]
    [InlineData("यह कीमत है। क्या?", "कीमत", false)]
    [InlineData("¿Cuál es el precio? Sí.", "precio", true)]
    public void A_question_is_a_sentence_that_ends_with_a_question_mark(string text, string phrase, bool asks) =>
        Judge(Said(new Words { Any = [phrase], InQuestion = true }), Prospect(text)).ShouldBe(asks ? Answer.True : Answer.False);

    [Fact]
    public void The_whole_find_lies_in_the_question()
    {
        var words = new Words { Any = ["price list"], InQuestion = true };
        Judge(Said(words), Prospect("The price? List it?")).ShouldBe(Answer.False);
        Judge(Said(words), Prospect("The price list?")).ShouldBe(Answer.True);
    }

    [Fact]
    public void A_sentence_spans_segments_and_ends_where_the_speaker_changes()
    {
        var words = new Words { Any = ["price"], InQuestion = true };
        Judge(Said(words), Prospect("What is the price"), Prospect("for us?")).ShouldBe(Answer.True);
        Judge(Said(words), Prospect("What is the price"), Prospect("?")).ShouldBe(Answer.True);
        Judge(Said(words), Prospect("What is the price"), Rep("?"), Prospect("for us?")).ShouldBe(Answer.True);
        Judge(Said(words), Prospect("What is the price"), Rep("For you?")).ShouldBe(Answer.False);
        Judge(Said(words), Prospect("What is the price"), Rep("?")).ShouldBe(Answer.False);
    }

    [Fact]
    public void A_snippet_shows_the_sentence_and_the_words_as_they_were_said()
    {
        var call = Transcribed(Rep("Hello.", 0, 5), Prospect("Fine. “We also\nlook  at GONG’s tool, you know.” Thanks!", 65.5, 70));

        var snippet = AnswerTo(Said("gong's  tool"), call).Snippets.ShouldHaveSingleItem();

        snippet.Speaker.ShouldBe("prospect");
        snippet.StartSeconds.ShouldBe(65.5);
        snippet.Sentence.ShouldBe("“We also look at GONG’s tool, you know.”");
        snippet.Words.ShouldBe("GONG’s tool");
    }

    [Fact]
    public void A_sentence_is_shown_once_with_all_that_was_found()
    {
        var snippet = AnswerTo(Said("gong", "chorus"), Transcribed(Rep("Not Gong but Chorus, really chorus.")))
            .Snippets.ShouldHaveSingleItem();

        snippet.Sentence.ShouldBe("Not Gong but Chorus, really chorus.");
        snippet.Words.ShouldBe("Gong, Chorus");
    }

    [Fact]
    public void Snippets_are_in_the_order_of_the_transcript()
    {
        var call = Transcribed(Rep("First chorus."), Rep("Then gong. Then chorus."));

        AnswerTo(Said("gong", "chorus"), call).Snippets.Select(snippet => snippet.Words).ShouldBe(["chorus", "gong", "chorus"]);
    }

    [Fact]
    public void A_sentence_over_segments_is_shown_whole()
    {
        var call = Transcribed(Rep("We could", 1, 2), Rep("switch to", 3, 4), Prospect(" "), Rep("Gong, no?", 5, 6));

        var snippet = AnswerTo(Said("to gong"), call).Snippets.ShouldHaveSingleItem();

        snippet.Sentence.ShouldBe("We could switch to Gong, no?");
        snippet.Words.ShouldBe("to Gong");
        snippet.StartSeconds.ShouldBe(3);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(0, 100)]
    [InlineData(100, 0)]
    public void A_long_sentence_is_cut_to_200_characters_around_the_words(int before, int after)
    {
        var text =
            string.Concat(Enumerable.Repeat("some 😀word ", before)) + "GONG" + string.Concat(Enumerable.Repeat(" other 😀word", after));

        var snippet = AnswerTo(Said("gong"), Transcribed(Rep(text))).Snippets.ShouldHaveSingleItem();

        snippet.Sentence.Length.ShouldBeInRange(170, 200);
        snippet.Sentence.ShouldContain("GONG");
        snippet.Sentence.StartsWith('…').ShouldBe(before > 0);
        snippet.Sentence.EndsWith('…').ShouldBe(after > 0);
    }

    [Fact]
    public void A_sentence_of_one_endless_word_is_cut_without_halving_a_character()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("𐐨", 300));

        var snippet = AnswerTo(Said("a*"), Transcribed(Rep(text))).Snippets.ShouldHaveSingleItem();

        snippet.Sentence.Length.ShouldBeLessThanOrEqualTo(200);
        snippet.Sentence.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
    }
}
