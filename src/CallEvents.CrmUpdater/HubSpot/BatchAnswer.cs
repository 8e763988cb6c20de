using System.Text.Json;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Reads a 2xx answer to a batch: 200, 201 and 207 alike, since versions of the API differ in which one they use.</summary>
internal static class BatchAnswer
{
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement.Clone();

    /// <summary>Sets the outcomes of a segment.</summary>
    /// <returns>
    /// The inputs to send again in halves: several are in no result, and the answer does not say which ones it is about.
    /// </returns>
    public static int[] Apply(
        BatchRequest request,
        HubSpotAnswer answer,
        int[] segment,
        IReadOnlyList<BatchInput> inputs,
        BatchOutcome[] outcomes
    )
    {
        var body = answer.Body ?? Nothing;
        var left = segment.ToList();
        var unmatched = ApplyResults(request, body, left, inputs, outcomes);
        var unnamed = ApplyErrors(body, left, inputs, outcomes);

        // A merged record answers under the id of the one that it became part of.
        if (left.Count == 1 && unmatched.Count == 1 && unnamed.Count == 0)
            Resolve(left[0], new BatchOutcome.Done(unmatched[0]));
        else if (left.Count == 1 && unnamed.Count > 0)
            Resolve(left[0], new BatchOutcome.Failed(unnamed[0]));
        else if (request.EnsureFresh is null && unnamed.All(fault => fault.IsRecordMissing))
            return Missing();
        else if (unmatched.Count > 0 && left.Count > 1)
            return [.. left];
        else if (unnamed.Count > 0 || body.Number("numErrors") > segment.Count(index => outcomes[index] is BatchOutcome.Failed))
            return left.Count > 1 ? [.. left] : Missing();
        else if (request.AnswersNothing)
            left.ToList().ForEach(index => Resolve(index, new BatchOutcome.Done(Nothing)));

        return Missing();

        void Resolve(int index, BatchOutcome outcome)
        {
            outcomes[index] = outcome;
            left.Remove(index);
        }

        int[] Missing()
        {
            foreach (var index in left)
                outcomes[index] = new BatchOutcome.Missing(OthersAnswered: left.Count < segment.Length);
            return [];
        }
    }

    /// <returns>The results that mean no input.</returns>
    private static List<JsonElement> ApplyResults(
        BatchRequest request,
        JsonElement body,
        List<int> left,
        IReadOnlyList<BatchInput> inputs,
        BatchOutcome[] outcomes
    )
    {
        var byName = left.SelectMany(index => inputs[index].Names.Select(name => (name, index)))
            .GroupBy(entry => entry.name, entry => entry.index, StringComparer.Ordinal)
            .Where(same => same.Count() == 1)
            .ToDictionary(same => same.Key, same => same.Single(), StringComparer.Ordinal);
        List<JsonElement> unmatched = [];
        foreach (var result in body.Items("results"))
        {
            var index = request
                .NamesOf(result)
                .OfType<string>()
                .Select(name => byName.TryGetValue(name, out var found) ? found : -1)
                .FirstOrDefault(found => found >= 0, -1);
            if (index < 0)
                unmatched.Add(result);
            // An association may be answered twice, in either direction.
            else if (left.Remove(index))
                outcomes[index] = new BatchOutcome.Done(result);
        }

        return unmatched;
    }

    /// <returns>The errors that name no input.</returns>
    private static List<HubSpotFault> ApplyErrors(
        JsonElement body,
        List<int> left,
        IReadOnlyList<BatchInput> inputs,
        BatchOutcome[] outcomes
    )
    {
        List<HubSpotFault> unnamed = [];
        foreach (var fault in body.Items("errors").Select(HubSpotFault.OfEntry))
        {
            var named = Named(fault, left, inputs);
            if (named.Count == 0)
                unnamed.Add(fault);
            foreach (var index in named)
            {
                outcomes[index] = new BatchOutcome.Failed(fault);
                left.Remove(index);
            }
        }

        return unnamed;
    }

    /// <summary>
    /// An error about a pair may give both ids, of which the second one is that of other pairs, too: the first of an input's names that
    /// occurs decides.
    /// </summary>
    private static List<int> Named(HubSpotFault fault, List<int> left, IReadOnlyList<BatchInput> inputs)
    {
        var ids = fault.Ids.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var most = left.Count == 0 ? 0 : left.Max(index => inputs[index].Names.Count);
        for (var position = 0; position < most; position++)
        {
            var named = left.Where(index => position < inputs[index].Names.Count && ids.Contains(inputs[index].Names[position])).ToList();
            if (named.Count > 0)
                return named;
        }

        return [];
    }
}
