using CallEvents.Contracts;
using CallEvents.Poller.Calls;

namespace CallEvents.Tests.Poller.Calls;

/// <summary>Observations of a redacted call.</summary>
public sealed class CallDeciderRedactedTests
{
    private static readonly TimeSpan Later = TimeSpan.FromDays(9);

    [Theory]
    [InlineData("user_1", null)]
    [InlineData(null, "jane@example.com")]
    [InlineData(null, null)]
    public void A_partial_response_restores_no_redacted_field(string? repId, string? prospectEmail)
    {
        var call = RedactedCall();
        var part = new CallSnapshot("call_1") { Outcome = "won" };
        part = repId is null ? part : part with { RepId = repId };
        part = prospectEmail is null ? part : part with { ProspectEmail = prospectEmail };

        call.ObserveDetail(Later, call: part).ShouldBeEmpty();

        (call.State!.RepId, call.State.ProspectEmail).ShouldBe((null, null));
        call.State.Fingerprint.ShouldNotBeNull();

        // The fingerprint is kept too: the next page that lists the call unchanged publishes no edit.
        call.ObserveList(2 * Later).ShouldBeEmpty();
    }

    [Fact]
    public void A_late_transcript_of_a_redacted_call_is_published_with_every_field()
    {
        var call = RedactedCall();

        var callEvent = call.ObserveDetail(Later, CallScenario.Transcript(3)).ShouldHaveSingleItem();

        var transcribed = callEvent.Message.ShouldBeOfType<CallTranscribed>();
        (transcribed.Call.RepId, transcribed.Call.ProspectEmail).ShouldBe(("user_1", "jane@example.com"));
        call.State!.Fingerprint.ShouldBeNull("a published call can be redacted again");
    }

    [Fact]
    public void An_unchanged_redacted_call_publishes_nothing_and_stays_redacted()
    {
        var call = RedactedCall();

        call.ObserveList(Later).ShouldBeEmpty();

        (call.State!.RepId, call.State.ProspectEmail).ShouldBe((null, null));
    }

    private static CallScenario RedactedCall()
    {
        var call = new CallScenario();
        call.ObserveList(TimeSpan.Zero);
        call.RunChecksWithoutTranscript(TimeSpan.FromDays(3));
        call.State!.Transcript.ShouldBe(TranscriptState.GivenUp);
        call.State = call.State.Redacted();
        return call;
    }
}
