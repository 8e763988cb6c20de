namespace CallEvents.TestSupport;

/// <summary>Compares the delivered events with everything that the API has exposed. Each entry names a call and the defect.</summary>
/// <param name="Missed">Exposed by the API, and not published.</param>
/// <param name="Duplicated">One event under two message ids, or one id or revision with two contents.</param>
/// <param name="Unexpected">Published, and never exposed by the API.</param>
internal sealed record DeliveryReport(IReadOnlyList<string> Missed, IReadOnlyList<string> Duplicated, IReadOnlyList<string> Unexpected)
{
    public bool IsClean => Missed.Count + Duplicated.Count + Unexpected.Count == 0;

    public static DeliveryReport Create(IReadOnlyList<ExposedCall> calls, IReadOnlyList<DeliveredEvent> deliveries)
    {
        List<string> missed = [],
            duplicated = [],
            unexpected = [];
        var deliveriesByCall = deliveries.GroupBy(delivery => delivery.CallId).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var call in calls)
        {
            var all = deliveriesByCall.GetValueOrDefault(call.Id) ?? [];
            duplicated.AddRange(FindDuplicates(call, all));
            var events = all.DistinctBy(delivery => delivery.MessageId).OrderBy(delivery => delivery.Revision).ToList();
            unexpected.AddRange(FindUnexpected(call, events));
            missed.AddRange(FindMissed(call, events));
        }

        unexpected.AddRange(deliveriesByCall.Keys.Except(calls.Select(call => call.Id)).Select(id => $"{id}: no such call"));
        return new(missed, duplicated, unexpected);
    }

    public override string ToString() =>
        string.Join(
            '\n',
            [
                .. Missed.Select(line => $"missed: {line}"),
                .. Duplicated.Select(line => $"duplicated: {line}"),
                .. Unexpected.Select(line => $"unexpected: {line}"),
            ]
        );

    private static IEnumerable<string> FindDuplicates(ExposedCall call, List<DeliveredEvent> deliveries)
    {
        foreach (var message in deliveries.GroupBy(delivery => delivery.MessageId).Where(HasSeveralContents))
            yield return $"{call.Id}: message {message.Key} with two contents";
        foreach (var revision in deliveries.GroupBy(delivery => delivery.Revision).Where(HasSeveralIds))
            yield return $"{call.Id}: revision {revision.Key} under two ids";
        if (HasSeveralIds(deliveries.Where(delivery => delivery.Type == "CallRecorded")))
            yield return $"{call.Id}: CallRecorded under two ids";
        var transcripts = deliveries.Where(delivery => delivery.Type == "CallTranscribed").GroupBy(SegmentCount);
        foreach (var transcript in transcripts.Where(HasSeveralIds))
            yield return $"{call.Id}: a transcript of {transcript.Key} segments under two ids";
    }

    private static bool HasSeveralContents(IEnumerable<DeliveredEvent> deliveries) =>
        deliveries.Select(delivery => delivery.Message.GetRawText()).Distinct().Count() > 1;

    private static bool HasSeveralIds(IEnumerable<DeliveredEvent> deliveries) =>
        deliveries.Select(delivery => delivery.MessageId).Distinct().Count() > 1;

    /// <summary>Finds content that the API never exposed, and edits that do not start from the previous event.</summary>
    private static IEnumerable<string> FindUnexpected(ExposedCall call, List<DeliveredEvent> events)
    {
        CallFields? previous = null;
        foreach (var callEvent in events)
        {
            var fields = CallFields.FromMessage(callEvent.Message.GetProperty("call"));
            if (!call.Versions.Contains(fields))
                yield return $"{call.Id}: {callEvent.Type} {callEvent.Revision} with fields that were never exposed";
            if (callEvent.Type == "CallTranscribed" && !call.Transcripts.Contains(SegmentCount(callEvent)))
                yield return $"{call.Id}: a transcript of {SegmentCount(callEvent)} segments that was never exposed";
            if (callEvent.Type == "CallTranscriptUnavailable")
                yield return $"{call.Id}: transcript given up within minutes";
            if (callEvent.Type == "CallUpdated" && previous is not null && PreviousFields(callEvent) != previous)
                yield return $"{call.Id}: CallUpdated {callEvent.Revision} from fields that were not published before";
            if (callEvent.Type != "CallUpdated" && previous is not null && fields != previous)
                yield return $"{call.Id}: {callEvent.Type} {callEvent.Revision} with an edit that was not published";
            previous = fields;
        }
    }

    /// <summary>
    /// Finds missing events, of calls as well that no request ever covered. A deleted call may be missing as a whole: perhaps only a poller
    /// that was killed has read it.
    /// </summary>
    private static IEnumerable<string> FindMissed(ExposedCall call, List<DeliveredEvent> events)
    {
        if (!events.Exists(callEvent => callEvent.Type == "CallRecorded") && !(call.IsDeleted && events.Count == 0))
            yield return $"{call.Id}: CallRecorded";
        if (call.IsDeleted)
            yield break;
        if (events.Count > 0 && CallFields.FromMessage(events[^1].Message.GetProperty("call")) is var last && last != call.Fields)
            yield return $"{call.Id}: its last edit";

        var transcripts = events.Where(callEvent => callEvent.Type == "CallTranscribed").Select(SegmentCount).ToList();
        if (call.Segments > 0 && transcripts.Count == 0)
            yield return $"{call.Id}: CallTranscribed";
        if (transcripts.Count > 0 && transcripts.Max() < call.Segments && call.IsHalfDetectable)
            yield return $"{call.Id}: the rest of its transcript";
    }

    private static CallFields PreviousFields(DeliveredEvent callUpdated) =>
        CallFields.FromMessage(callUpdated.Message.GetProperty("previous"));

    private static int SegmentCount(DeliveredEvent callTranscribed) => callTranscribed.Message.GetProperty("transcript").GetArrayLength();
}
