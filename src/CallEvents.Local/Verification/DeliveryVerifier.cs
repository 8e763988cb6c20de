namespace CallEvents.Local.Verification;

/// <summary>Compares the expected calls with their deliveries; a pure function.</summary>
internal static class DeliveryVerifier
{
    private static readonly CallDelivery NoDelivery = new();

    public static VerificationReport Verify(IReadOnlyList<ExpectedCall> expectedCalls, DeliveryRecord deliveries)
    {
        var calls = expectedCalls
            .Select(call => (Expected: call, Delivery: deliveries.Calls.GetValueOrDefault(call.CallId, NoDelivery)))
            .ToList();
        var missing = calls.SelectMany(call => FindMissing(call.Expected, call.Delivery)).ToList();
        var duplicates = calls.SelectMany(call => FindDuplicates(call.Expected, call.Delivery)).ToList();
        return new VerificationReport
        {
            Calls = calls.Count,
            Recorded = calls.Count(call => call.Delivery.Recorded > 0),
            Transcribed = calls.Count(call => call.Delivery.Transcribed > 0),
            PendingTranscripts = calls.Count(call => !call.Expected.Transcribed && call.Delivery.Transcribed == 0),
            Alerted = calls.Count(call => call.Delivery.Alerted),
            Missing = missing.Count,
            Duplicates = duplicates.Count,
            Problems = [.. missing, .. duplicates, .. FindOtherProblems(deliveries)],
        };
    }

    private static IEnumerable<string> FindMissing(ExpectedCall expected, CallDelivery delivery)
    {
        var id = expected.CallId;
        if (delivery.Recorded == 0)
            yield return $"CallRecorded of {id} was not published";
        if (expected.Transcribed && delivery.Transcribed == 0)
            yield return $"CallTranscribed of {id} was not published";
        if (!delivery.FieldsWritten)
            yield return $"{id} was not written to the CRM";
        if (expected.Transcribed && !delivery.TranscriptWritten)
            yield return $"The transcript of {id} was not written to the CRM";
        if (expected.Alerted && !delivery.Alerted)
            yield return $"No alert was raised for {id}";
    }

    private static IEnumerable<string> FindDuplicates(ExpectedCall expected, CallDelivery delivery)
    {
        if (delivery.Recorded > 1)
            yield return $"CallRecorded of {expected.CallId} was published with {delivery.Recorded} message ids";
        if (delivery.Transcribed > 1)
            yield return $"CallTranscribed of {expected.CallId} was published with {delivery.Transcribed} message ids";
    }

    private static IEnumerable<string> FindOtherProblems(DeliveryRecord deliveries)
    {
        if (!deliveries.HasPolled)
            yield return "No poll has succeeded: the Revont API has not responded";
        if (deliveries.OtherEventsPending > 0)
            yield return $"{deliveries.OtherEventsPending} other events are still in the outbox";
        if (deliveries.Parked > 0)
            yield return $"{deliveries.Parked} items are parked because they could not be read or published";
    }
}
