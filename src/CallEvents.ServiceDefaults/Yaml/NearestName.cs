namespace CallEvents.ServiceDefaults.Yaml;

/// <summary>Finds the known name that a misspelt one was meant to be.</summary>
public static class NearestName
{
    /// <summary>The known name with the fewest changed letters, in any case; null when none is near.</summary>
    public static string? Find(string found, IEnumerable<string> known)
    {
        // A third of the letters: more would suggest names at random.
        var most = Math.Max(1, found.Length / 3);
        return known
            .Select(name => (Name: name, Distance: Distance(found.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => found.Length > 0 && candidate.Distance <= most)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>Levenshtein's distance, by rows.</summary>
    private static int Distance(string one, string other)
    {
        var previous = Enumerable.Range(0, other.Length + 1).ToArray();
        var current = new int[other.Length + 1];
        for (var i = 1; i <= one.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = previous[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[other.Length];
    }
}
