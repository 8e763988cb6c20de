using CallEvents.EndToEndTests.Infrastructure;

namespace CallEvents.EndToEndTests.Chaos;

/// <summary>What was told, held against all that the API has shown. Each line names a call and what is wrong with it.</summary>
internal sealed record Verdict(IReadOnlyList<string> Missed, IReadOnlyList<string> ToldTwice, IReadOnlyList<string> NeverShown)
{
    public bool IsGood => Missed.Count + ToldTwice.Count + NeverShown.Count == 0;

    public static Verdict Of(IReadOnlyList<ShownCall> calls, IReadOnlyList<Delivery> deliveries)
    {
        List<string> missed = [], twice = [], never = [];
        var told = deliveries.GroupBy(delivery => delivery.CallId!).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var call in calls)
        {
            var facts = told.GetValueOrDefault(call.Id) ?? [];
            twice.AddRange(Repeats(call, facts));
            var distinct = facts.DistinctBy(fact => fact.MessageId).OrderBy(fact => fact.Revision).ToList();
            never.AddRange(Inventions(call, distinct));
            missed.AddRange(Misses(call, distinct));
        }

        never.AddRange(told.Keys.Except(calls.Select(call => call.Id)).Select(id => $"{id}: told, and there is no such call"));
        return new(missed, twice, never);
    }

    public override string ToString() => string.Join('\n',
        [.. Missed.Select(line => $"missed: {line}"), .. ToldTwice.Select(line => $"told twice: {line}"), .. NeverShown.Select(line => $"never shown: {line}")]);

    /// <summary>No fact under two ids, no id or revision with two contents.</summary>
    private static IEnumerable<string> Repeats(ShownCall call, List<Delivery> facts)
    {
        foreach (var id in facts.GroupBy(fact => fact.MessageId).Where(id => id.Select(fact => fact.Message.GetRawText()).Distinct().Count() > 1))
            yield return $"{call.Id}: message {id.Key} with two contents";
        foreach (var revision in facts.GroupBy(fact => fact.Revision).Where(revision => revision.Select(fact => fact.MessageId).Distinct().Count() > 1))
            yield return $"{call.Id}: revision {revision.Key} under two ids";
        if (facts.Where(fact => fact.Type == "CallRecorded").Select(fact => fact.MessageId).Distinct().Count() > 1)
            yield return $"{call.Id}: CallRecorded under two ids";
        foreach (var shape in facts.Where(fact => fact.Type == "CallTranscribed").GroupBy(Segments).Where(shape => shape.Select(fact => fact.MessageId).Distinct().Count() > 1))
            yield return $"{call.Id}: a transcript of {shape.Key} segments under two ids";
    }

    /// <summary>Nothing told that was not shown; each edit begins where the one before it ended.</summary>
    private static IEnumerable<string> Inventions(ShownCall call, List<Delivery> facts)
    {
        CallFields? known = null;
        foreach (var fact in facts)
        {
            var fields = CallFields.OfMessage(fact.Message.GetProperty("call"));
            if (!call.Versions.Contains(fields))
                yield return $"{call.Id}: {fact.Type} {fact.Revision} with fields that were never shown";
            if (fact.Type == "CallTranscribed" && !call.Transcripts.Contains(Segments(fact)))
                yield return $"{call.Id}: a transcript of {Segments(fact)} segments that was never shown";
            if (fact.Type == "CallTranscriptUnavailable")
                yield return $"{call.Id}: given up within minutes";
            if (fact.Type == "CallUpdated" && known is not null && CallFields.OfMessage(fact.Message.GetProperty("previous")) != known)
                yield return $"{call.Id}: CallUpdated {fact.Revision} from what was not told before";
            if (fact.Type != "CallUpdated" && known is not null && fields != known)
                yield return $"{call.Id}: {fact.Type} {fact.Revision} with an edit that was not told";
            known = fields;
        }
    }

    /// <summary>A deleted call may have been shown to a poller that was killed, and to no other.</summary>
    private static IEnumerable<string> Misses(ShownCall call, List<Delivery> facts)
    {
        if (!call.EverShown || call.IsDeleted)
            yield break;
        if (!facts.Exists(fact => fact.Type == "CallRecorded"))
            yield return $"{call.Id}: CallRecorded";
        if (facts.Count > 0 && CallFields.OfMessage(facts[^1].Message.GetProperty("call")) is var last && last != call.Fields)
            yield return $"{call.Id}: its last edit";

        var transcripts = facts.Where(fact => fact.Type == "CallTranscribed").Select(Segments).ToList();
        if (call.Segments > 0 && transcripts.Count == 0)
            yield return $"{call.Id}: CallTranscribed";
        if (transcripts.Count > 0 && transcripts.Max() < call.Segments && call.HalfIsSeenToBeHalf)
            yield return $"{call.Id}: the rest of its transcript";
    }

    private static int Segments(Delivery fact) => fact.Message.GetProperty("transcript").GetArrayLength();
}
