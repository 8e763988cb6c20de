using System.Security.Cryptography;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Calls;

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

    [Fact]
    public void A_fingerprint_cannot_be_found_by_trying_values_without_the_key()
    {
        var fingerprint = RedactedCall().State!.Fingerprint;

        Fingerprint.Of(new FingerprintKey("another key"), "call_1", "user_1", "jane@example.com").ShouldNotBe(fingerprint);
        Fingerprint.Of(new FingerprintKey("key"), "call_1", "user_1", "jane@example.com").ShouldBe(fingerprint);
        fingerprint.ShouldNotBeNull().ShouldNotContain(Convert.ToBase64String(SHA256.HashData("call_1\nuser_1"u8).AsSpan(0, 6)));
    }

    [Fact]
    public void An_address_is_found_however_it_was_written()
    {
        var key = new FingerprintKey("key");
        var fingerprint = Fingerprint.Of(key, "call_1", "user_1", " Jane@Example.com");
        var ofAnEarlierVersion = key.Id + key.Hash("call_1\nuser_1") + key.Hash("call_1\nJane@Example.com");

        Fingerprint.HasEmail(key, "call_1", fingerprint, "jane@example.com").ShouldBeTrue();
        Fingerprint.HasEmail(key, "call_1", fingerprint, "john@example.com").ShouldBeFalse();
        Fingerprint.HasEmail(key, "call_1", ofAnEarlierVersion, "Jane@Example.com").ShouldBeTrue("it has not changed");
        Fingerprint.HasEmail(key, "call_1", Fingerprint.Of(key, "call_1", "user_1", null), null).ShouldBeTrue();
    }

    [Fact]
    public void After_the_API_key_is_replaced_a_redacted_call_gets_a_new_fingerprint_and_no_edit()
    {
        var call = RedactedCall();
        var before = call.State!.Fingerprint;
        call.FingerprintKey = new("a new key");

        call.ObserveList(Later).ShouldBeEmpty();

        call.State.RepId.ShouldBeNull();
        call.State.Fingerprint.ShouldNotBe(before);
        call.ObserveList(2 * Later, CallScenario.Snapshot() with { RepId = "user_2" }).ShouldHaveSingleItem();
    }

    private static CallScenario RedactedCall()
    {
        var call = new CallScenario();
        call.ObserveList(TimeSpan.Zero);
        call.RunChecksWithoutTranscript(TimeSpan.FromDays(3));
        call.State!.Transcript.ShouldBe(TranscriptState.GivenUp);
        call.State = call.State.Redacted(call.FingerprintKey);
        return call;
    }
}
