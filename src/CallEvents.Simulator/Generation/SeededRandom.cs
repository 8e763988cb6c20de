namespace CallEvents.Simulator.Generation;

/// <summary>
/// A seeded random number generator (SplitMix64). <see cref="Random"/> does not guarantee its sequence across .NET versions, and
/// a generated workspace must not change with them.
/// </summary>
internal sealed class SeededRandom
{
    private ulong state;

    /// <summary>Starts a separate sequence for each purpose and number, so that a change in one does not affect the others.</summary>
    public SeededRandom(long seed, string purpose, long number = 0)
    {
        // FNV-1a over the purpose; the two draws below improve the distribution of similar purposes.
        state = 14695981039346656037UL ^ (ulong)seed * 0x9E3779B97F4A7C15UL;
        foreach (var character in purpose)
            state = (state ^ character) * 1099511628211UL;

        state = NextBits() ^ (ulong)number;
        state = NextBits();
    }

    public int NextBelow(int limit) => (int)(NextFraction() * limit);

    public int NextBetween(int lowest, int highest) => lowest + NextBelow(highest - lowest + 1);

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public double NextFraction() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public bool NextBool(double probability) => NextFraction() < probability;

    public T Pick<T>(ReadOnlySpan<T> choices) => choices[NextBelow(choices.Length)];

    /// <summary>An approximately normal number around 0, rarely beyond ±1.</summary>
    public double NextBellCurve() => (NextFraction() + NextFraction() + NextFraction() + NextFraction() - 2) / 1.2;

    private ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15UL;
        var mixed = state;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBUL;
        return mixed ^ mixed >> 31;
    }
}
