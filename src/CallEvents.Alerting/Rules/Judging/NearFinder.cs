using CallEvents.Alerting.Rules.Transcripts;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Finds places where several phrases are near each other, in any order.</summary>
internal static class NearFinder
{
    /// <summary>The places, from the first find's first word to the last find's last word; of those that end alike, the shortest.</summary>
    /// <param name="finds">Of each phrase, in the order of the transcript.</param>
    /// <param name="within">The most words.</param>
    /// <param name="groupOf">What all must have in common: the turn, or the sentence.</param>
    public static IReadOnlyList<Find> Find(IReadOnlyList<IReadOnlyList<Find>> finds, int within, Func<Find, int> groupOf)
    {
        var next = new int[finds.Count];
        List<Find> places = [];
        foreach (var first in finds.SelectMany(list => list).Distinct().OrderBy(find => find.First).ThenBy(find => find.Last))
        {
            if (LastOf(first) is not { } last || last - first.First >= within)
                continue;
            if (places is [.., var before] && before.Last == last)
                places.RemoveAt(places.Count - 1);
            places.Add(new Find(first.First, last));
        }

        return places;

        // All of one phrase have as many words, so the one that begins first ends first.
        int? LastOf(Find first)
        {
            var last = first.Last;
            for (var phrase = 0; phrase < finds.Count; phrase++)
            {
                var list = finds[phrase];
                while (next[phrase] < list.Count && list[next[phrase]].First < first.First)
                    next[phrase]++;
                if (next[phrase] == list.Count || groupOf(list[next[phrase]]) != groupOf(first))
                    return null;
                last = Math.Max(last, list[next[phrase]].Last);
            }

            return last;
        }
    }
}
