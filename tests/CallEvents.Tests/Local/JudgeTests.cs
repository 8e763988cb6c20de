using CallEvents.Local.Verification;

namespace CallEvents.Tests.Local;

public sealed class JudgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CallEvidence Done = new() { Recorded = 1, Transcribed = 1, FieldsWritten = true, TranscriptWritten = true, Alerted = true };

    [Fact]
    public void All_is_well_when_every_call_was_told_and_handled()
    {
        var verdict = Judge.Of([Call("a"), Call("b")], Happened(("a", Done), ("b", Done)));

        verdict.Lost.ShouldBeFalse();
        (verdict.Shown, verdict.Recorded, verdict.Transcribed, verdict.Alerted, verdict.Missing, verdict.Duplicates).ShouldBe((2, 2, 2, 2, 0, 0));
    }

    [Fact]
    public void A_call_that_nobody_told_is_noticed()
    {
        var verdict = Judge.Of([Call("a"), Call("lost")], Happened(("a", Done)));

        verdict.Lost.ShouldBeTrue();
        verdict.Problems.ShouldContain("CallRecorded of lost was not told");
        (verdict.Shown, verdict.Recorded).ShouldBe((2, 1));
        verdict.Missing.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Each_thing_that_is_missing_is_named()
    {
        Problem(Done with { Recorded = 0 }).ShouldBe("CallRecorded of a was not told");
        Problem(Done with { Transcribed = 0 }).ShouldBe("CallTranscribed of a was not told");
        Problem(Done with { FieldsWritten = false }).ShouldBe("a was not written to the CRM");
        Problem(Done with { TranscriptWritten = false }).ShouldBe("The transcript of a was not written to the CRM");
        Problem(Done with { Alerted = false }).ShouldBe("No alert was raised about a");
    }

    [Fact]
    public void A_call_told_under_two_ids_is_noticed()
    {
        Problem(Done with { Recorded = 2 }).ShouldBe("CallRecorded of a was told under 2 ids");
        Problem(Done with { Transcribed = 3 }).ShouldBe("CallTranscribed of a was told under 3 ids");
        Judge.Of([Call("a")], Happened(("a", Done with { Recorded = 2 }))).Duplicates.ShouldBe(1);
    }

    [Fact]
    public void A_transcript_that_is_not_ready_is_not_missed()
    {
        var verdict = Judge.Of(
            [new ExpectedCall("a", Transcribed: false, Alerted: false)],
            Happened(("a", new CallEvidence { Recorded = 1, FieldsWritten = true })));

        verdict.Lost.ShouldBeFalse();
        verdict.NotReady.ShouldBe(1);
    }

    [Fact]
    public void What_was_set_aside_or_is_still_to_be_told_is_no_success()
    {
        Judge.Of([], Happened() with { SetAside = 1 }).Lost.ShouldBeTrue();
        Judge.Of([], Happened() with { OthersDue = 1 }).Lost.ShouldBeTrue();
        Judge.Of([], Happened() with { StartedAt = null }).Lost.ShouldBeTrue();
        Judge.Of([], Happened()).Lost.ShouldBeFalse();
    }

    [Fact]
    public void History_owes_nobody_an_alert()
    {
        var evidence = Happened();
        evidence.IsNews(Start, Start + TimeSpan.FromMinutes(1)).ShouldBeTrue();
        evidence.IsNews(Start - TimeSpan.FromSeconds(1), Start + TimeSpan.FromMinutes(1)).ShouldBeFalse();
        evidence.IsNews(Start, Start + TimeSpan.FromDays(2)).ShouldBeFalse();
    }

    private static string Problem(CallEvidence evidence) => Judge.Of([Call("a")], Happened(("a", evidence))).Problems.ShouldHaveSingleItem();

    private static ExpectedCall Call(string id) => new(id, Transcribed: true, Alerted: true);

    private static Evidence Happened(params (string Id, CallEvidence Evidence)[] calls) =>
        new() { Calls = calls.ToDictionary(call => call.Id, call => call.Evidence), StartedAt = Start };
}
