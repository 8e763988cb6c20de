namespace CallEvents.ServiceDefaults.Yaml;

/// <summary>Finds the known name that a misspelt one was meant to be.</summary>
public static class NearestName
{
    private const int LongestName = 100;

    /// <summary>The known name with the fewest changed letters, in any case; null when none is near.</summary>
    public static string? Find(string found, IEnumerable<string> known)
    {
        if (found.Length is 0 or > LongestName)
            return null;

        // A third of the letters: more would suggest names at random.
        var most = Math.Max(1, found.Length / 3);
        return known
            .Select(name => (Name: name, Distance: Distance(found.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= most)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>The number of letters to insert, delete, replace, or swap with the next one.</summary>
    private static int Distance(string one, string other)
    {
        var distance = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
                distance[i, j] = i == 0 || j == 0 ? i + j : Next(i, j);
        }

        return distance[one.Length, other.Length];

        int Next(int i, int j)
        {
            var least = Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1;
            least = Math.Min(least, distance[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
            var isSwapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            return isSwapped ? Math.Min(least, distance[i - 2, j - 2] + 1) : least;
        }
    }
}
