using CallEvents.Local.Verification;

namespace CallEvents.Tests.Local;

public sealed class DeliveryVerifierTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CallDelivery Complete = new()
    {
        Recorded = 1,
        Transcribed = 1,
        FieldsWritten = true,
        TranscriptWritten = true,
        Alerted = true,
    };

    [Fact]
    public void Verification_succeeds_when_every_call_is_published_and_handled()
    {
        var report = DeliveryVerifier.Verify([Call("a"), Call("b")], Deliveries(("a", Complete), ("b", Complete)));

        report.HasProblems.ShouldBeFalse();
        (report.Calls, report.Recorded, report.Transcribed, report.Alerted, report.Missing, report.Duplicates).ShouldBe((2, 2, 2, 2, 0, 0));
    }

    [Fact]
    public void An_unpublished_call_is_reported()
    {
        var report = DeliveryVerifier.Verify([Call("a"), Call("lost")], Deliveries(("a", Complete)));

        report.HasProblems.ShouldBeTrue();
        report.Problems.ShouldContain("CallRecorded of lost was not published");
        (report.Calls, report.Recorded).ShouldBe((2, 1));
        report.Missing.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_missing_delivery_is_named()
    {
        ProblemOf(Complete with { Recorded = 0 }).ShouldBe("CallRecorded of a was not published");
        ProblemOf(Complete with { Transcribed = 0 }).ShouldBe("CallTranscribed of a was not published");
        ProblemOf(Complete with { FieldsWritten = false }).ShouldBe("a was not written to the CRM");
        ProblemOf(Complete with { TranscriptWritten = false }).ShouldBe("The transcript of a was not written to the CRM");
        ProblemOf(Complete with { Alerted = false }).ShouldBe("No alert was raised for a");
    }

    [Fact]
    public void A_call_published_with_two_message_ids_is_a_duplicate()
    {
        ProblemOf(Complete with { Recorded = 2 }).ShouldBe("CallRecorded of a was published with 2 message ids");
        ProblemOf(Complete with { Transcribed = 3 }).ShouldBe("CallTranscribed of a was published with 3 message ids");
        DeliveryVerifier.Verify([Call("a")], Deliveries(("a", Complete with { Recorded = 2 }))).Duplicates.ShouldBe(1);
    }

    [Fact]
    public void A_transcript_that_is_not_ready_is_not_missing()
    {
        var report = DeliveryVerifier.Verify(
            [new ExpectedCall("a", Transcribed: false, Alerted: false)],
            Deliveries(("a", new CallDelivery { Recorded = 1, FieldsWritten = true }))
        );

        report.HasProblems.ShouldBeFalse();
        report.PendingTranscripts.ShouldBe(1);
    }

    [Fact]
    public void Parked_items_and_pending_events_fail_the_verification()
    {
        DeliveryVerifier.Verify([], Deliveries() with { Parked = 1 }).HasProblems.ShouldBeTrue();
        DeliveryVerifier.Verify([], Deliveries() with { OtherEventsPending = 1 }).HasProblems.ShouldBeTrue();
        DeliveryVerifier.Verify([], Deliveries() with { HasPolled = false }).HasProblems.ShouldBeTrue();
        DeliveryVerifier.Verify([], Deliveries()).HasProblems.ShouldBeFalse();
    }

    [Fact]
    public void Only_recent_calls_since_the_first_start_require_an_alert()
    {
        var deliveries = Deliveries();
        deliveries.IsLive(Start, Start + TimeSpan.FromMinutes(1)).ShouldBeTrue();
        deliveries.IsLive(Start - TimeSpan.FromSeconds(1), Start + TimeSpan.FromMinutes(1)).ShouldBeFalse();
        deliveries.IsLive(Start, Start + TimeSpan.FromDays(2)).ShouldBeFalse();
    }

    private static string ProblemOf(CallDelivery delivery) =>
        DeliveryVerifier.Verify([Call("a")], Deliveries(("a", delivery))).Problems.ShouldHaveSingleItem();

    private static ExpectedCall Call(string id) => new(id, Transcribed: true, Alerted: true);

    private static DeliveryRecord Deliveries(params (string Id, CallDelivery Delivery)[] calls) =>
        new()
        {
            Calls = calls.ToDictionary(call => call.Id, call => call.Delivery),
            HasPolled = true,
            StartedAt = Start,
        };
}
