using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>A call whose personal data was removed, and is shown again.</summary>
public sealed class ObserveThinnedTests
{
    private static readonly TimeSpan Later = TimeSpan.FromDays(9);

    [Theory]
    [InlineData("user_1", null)]
    [InlineData(null, "jane@example.com")]
    [InlineData(null, null)]
    public void An_answer_that_shows_it_in_part_makes_it_whole_in_no_part(string? repId, string? prospectEmail)
    {
        var call = Thinned();
        var part = new CallSnapshot("call_1") { Outcome = "won" };
        part = repId is null ? part : part with { RepId = repId };
        part = prospectEmail is null ? part : part with { ProspectEmail = prospectEmail };

        call.Detailed(Later, call: part).ShouldBeEmpty();

        (call.Row!.RepId, call.Row.ProspectEmail).ShouldBe((null, null));
        call.Row.Fingerprint.ShouldNotBeNull();

        // What it was is not forgotten either: the next page that shows it as it was tells no edit.
        call.Listed(2 * Later).ShouldBeEmpty();
    }

    [Fact]
    public void A_transcript_that_comes_late_is_told_with_the_whole_call()
    {
        var call = Thinned();

        var told = call.Detailed(Later, Watched.Transcript(3)).ShouldHaveSingleItem().Message.ShouldBeOfType<CallTranscribed>();

        (told.Call.RepId, told.Call.ProspectEmail).ShouldBe(("user_1", "jane@example.com"));
        call.Row!.Fingerprint.ShouldBeNull("what was told can be thinned once more");
    }

    [Fact]
    public void A_page_that_shows_it_as_it_was_tells_nothing_and_brings_nothing_back()
    {
        var call = Thinned();

        call.Listed(Later).ShouldBeEmpty();

        (call.Row!.RepId, call.Row.ProspectEmail).ShouldBe((null, null));
    }

    private static Watched Thinned()
    {
        var call = new Watched();
        call.Listed(TimeSpan.Zero);
        call.WaitInVain(TimeSpan.FromDays(3));
        call.Row!.Transcript.ShouldBe(TranscriptState.GivenUp);
        call.Row = call.Row.Redacted();
        return call;
    }
}
