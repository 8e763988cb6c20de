namespace CallEvents.Local.Verification;

/// <summary>Compares what must have happened with what did: values in, a verdict out.</summary>
internal static class Judge
{
    private static readonly CallEvidence Nothing = new();

    public static Verdict Of(IReadOnlyList<ExpectedCall> expected, Evidence evidence)
    {
        var calls = expected.Select(call => (Expected: call, Happened: evidence.Calls.GetValueOrDefault(call.CallId, Nothing))).ToList();
        var missing = calls.SelectMany(call => Missing(call.Expected, call.Happened)).ToList();
        var duplicates = calls.SelectMany(call => Duplicates(call.Expected, call.Happened)).ToList();
        return new Verdict
        {
            Shown = calls.Count,
            Recorded = calls.Count(call => call.Happened.Recorded > 0),
            Transcribed = calls.Count(call => call.Happened.Transcribed > 0),
            NotReady = calls.Count(call => !call.Expected.Transcribed && call.Happened.Transcribed == 0),
            Alerted = calls.Count(call => call.Happened.Alerted),
            Missing = missing.Count,
            Duplicates = duplicates.Count,
            Problems = [.. missing, .. duplicates, .. Others(evidence)],
        };
    }

    private static IEnumerable<string> Missing(ExpectedCall expected, CallEvidence happened)
    {
        var id = expected.CallId;
        if (happened.Recorded == 0)
            yield return $"CallRecorded of {id} was not told";
        if (expected.Transcribed && happened.Transcribed == 0)
            yield return $"CallTranscribed of {id} was not told";
        if (!happened.FieldsWritten)
            yield return $"{id} was not written to the CRM";
        if (expected.Transcribed && !happened.TranscriptWritten)
            yield return $"The transcript of {id} was not written to the CRM";
        if (expected.Alerted && !happened.Alerted)
            yield return $"No alert was raised about {id}";
    }

    private static IEnumerable<string> Duplicates(ExpectedCall expected, CallEvidence happened)
    {
        if (happened.Recorded > 1)
            yield return $"CallRecorded of {expected.CallId} was told under {happened.Recorded} ids";
        if (happened.Transcribed > 1)
            yield return $"CallTranscribed of {expected.CallId} was told under {happened.Transcribed} ids";
    }

    private static IEnumerable<string> Others(Evidence evidence)
    {
        if (evidence.StartedAt is null)
            yield return "The poller has not begun: Revont has not answered yet";
        if (evidence.OthersDue > 0)
            yield return $"{evidence.OthersDue} updates are still to be told";
        if (evidence.SetAside > 0)
            yield return $"{evidence.SetAside} calls or slices are set aside because they could not be read or told";
    }
}
