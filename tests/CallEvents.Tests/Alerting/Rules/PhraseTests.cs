using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using static CallEvents.Tests.Alerting.Rules.JudgedCall;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class PhraseTests
{
    private static readonly Segment[] Segments =
    [
        Prospect("We may switch to"),
        Prospect("another vendor."),
        Rep("Which one? We also use Gong."),
        Says(null, "cancel now"),
        Says("Jane Doe", "Please terminate"),
        Says("jane doe", "the contract"),
    ];

    [Fact]
    public void A_phrase_spans_segments_of_one_speaker_but_no_change()
    {
        Judge(Said("switch to another vendor"), Segments).ShouldBe(Answer.True);
        Judge(Said("vendor which one"), Segments).ShouldBe(Answer.False);
        Judge(Said("terminate the contract"), Segments).ShouldBe(Answer.True);
        Judge(Said("gong cancel"), Segments).ShouldBe(Answer.False);
    }

    [Theory]
    [InlineData("rep")]
    [InlineData(null)]
    public void A_segment_without_words_is_no_change_of_speaker(string? other) =>
        Judge(Said("next steps"), Prospect("next"), Says(other, " … "), Prospect("steps")).ShouldBe(Answer.True);

    [Fact]
    public void Segments_without_a_speaker_are_one_speaker() =>
        Judge(Said("next steps"), Says(null, "next"), Says("", ""), Says(" ", "steps")).ShouldBe(Answer.True);

    [Theory]
    [InlineData("rep", "gong", true)]
    [InlineData("REP", "gong", true)]
    [InlineData("prospect", "gong", false)]
    [InlineData("prospect", "cancel", false)]
    [InlineData(null, "cancel", true)]
    [InlineData("JANE DOE", "terminate", true)]
    [InlineData("Jane", "terminate", false)]
    public void Only_what_the_speaker_says_counts(string? by, string phrase, bool isSaid) =>
        Judge(Said(new Words { Any = [phrase], By = new Speaker(by) }), Segments).ShouldBe(isSaid ? Answer.True : Answer.False);

    [Fact]
    public void Any_is_one_of_them_and_all_each_at_least_once()
    {
        Judge(Said("nothing", "gong"), Segments).ShouldBe(Answer.True);
        Judge(Said(new Words { All = ["gong", "vendor"] }), Segments).ShouldBe(Answer.True);
        Judge(Said(new Words { All = ["gong", "nothing"] }), Segments).ShouldBe(Answer.False);
        Judge(Said(new Words { Any = ["cancel"], All = ["gong", "nothing"] }), Segments).ShouldBe(Answer.False);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(3, false)]
    public void Near_counts_from_the_first_word_to_the_last(int within, bool isSaid)
    {
        var answer = isSaid ? Answer.True : Answer.False;
        Judge(Near(within, "switch*", "another vendor"), Segments).ShouldBe(answer);
        Judge(Near(within, "another vendor", "switch*"), Segments).ShouldBe(answer, "any order");
    }

    [Fact]
    public void Near_is_by_one_speaker_without_another_between()
    {
        Judge(Near(10, "vendor", "which"), Segments).ShouldBe(Answer.False);
        Judge(Near(10, "one", "three"), Rep("one"), Prospect("two"), Rep("three")).ShouldBe(Answer.False);
        Judge(Near(10, "one", "three"), Rep("one"), Prospect("?"), Rep("three")).ShouldBe(Answer.True);
    }

    [Fact]
    public void Near_takes_the_closest_finds()
    {
        var answer = AnswerTo(Near(3, "price", "high"), Transcribed(Rep("price and price is high, high price")));

        answer.Answer.ShouldBe(Answer.True);
        answer.Snippets.ShouldHaveSingleItem().Words.ShouldBe("price is high, high price");
    }

    [Fact]
    public void Near_in_a_question_is_all_in_one_sentence()
    {
        var near = Near(10, "price", "high") with { };
        var question = near with { Words = near.Words with { InQuestion = true } };
        Judge(question, Prospect("The price? Is it high?")).ShouldBe(Answer.False);
        Judge(question, Prospect("Well. Is the price high?")).ShouldBe(Answer.True);
        Judge(near, Prospect("The price? Is it high?")).ShouldBe(Answer.True);
    }

    [Theory]
    [InlineData("gong gong", 2, Answer.True)]
    [InlineData("gong", 2, Answer.False)]
    [InlineData("gong. Really: Gong! GONG", 3, Answer.True)]
    [InlineData("gong. Really: Gong! GONG", 4, Answer.False)]
    public void At_least_counts_places_not_phrases(string text, int atLeast, object answer) =>
        Judge(Said(new Words { Any = ["gong", "go*", "gong*"], AtLeast = atLeast }), Rep(text)).ShouldBe(answer);

    [Fact]
    public void Finds_that_share_a_word_are_one_place() =>
        Judge(Said(new Words { Any = ["next steps", "steps agreed"], AtLeast = 2 }), Rep("next steps agreed")).ShouldBe(Answer.False);

    [Fact]
    public void Not_said_is_the_negation_with_every_key()
    {
        var words = new Words
        {
            Any = ["gong"],
            AtLeast = 2,
            By = new Speaker("rep"),
        };
        Judge(NotSaid(words), Segments).ShouldBe(Answer.True);
        Judge(NotSaid(words with { AtLeast = 1 }), Segments).ShouldBe(Answer.False);
    }

    [Fact]
    public void Without_words_in_the_transcript_all_is_unknown()
    {
        foreach (var condition in new[] { Said("gong"), NotSaid(new Words { Any = ["gong"] }) })
        {
            Judge(condition, Transcribed()).ShouldBe(Answer.Unknown);
            Judge(condition, Transcribed(Rep(""), Prospect(" … "))).ShouldBe(Answer.Unknown);
            Judge(condition, Recorded(LostCall)).ShouldBe(Answer.Unknown);
            Judge(condition, Unavailable(LostCall)).ShouldBe(Answer.Unknown);
        }
    }

    [Fact]
    public void Who_did_not_speak_said_nothing()
    {
        var words = new Words { Any = ["gong"], By = new Speaker("prospect") };
        Judge(Said(words), Rep("gong")).ShouldBe(Answer.False);
        Judge(NotSaid(words), Rep("gong")).ShouldBe(Answer.True);
    }

    private static Condition.Said Near(int within, params string[] phrases) => Said(new Words { Near = phrases, Within = within });
}
