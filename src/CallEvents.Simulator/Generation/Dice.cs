namespace CallEvents.Simulator.Generation;

/// <summary>
/// A seeded source of numbers (SplitMix64). Its sequence is fixed here, so that no update of a runtime or library changes a
/// generated workspace.
/// </summary>
internal sealed class Dice
{
    private ulong state;

    /// <summary>A sequence of its own for each purpose, so that drawing more of one thing changes nothing else.</summary>
    public Dice(long seed, string purpose, long number = 0)
    {
        // FNV-1a over the purpose; the draws below spread what it leaves alike.
        state = 14695981039346656037UL ^ (ulong)seed * 0x9E3779B97F4A7C15UL;
        foreach (var character in purpose)
            state = (state ^ character) * 1099511628211UL;

        state = Next() ^ (ulong)number;
        state = Next();
    }

    public int Below(int limit) => (int)(Fraction() * limit);

    public int Between(int lowest, int highest) => lowest + Below(highest - lowest + 1);

    /// <summary>From 0 to just below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Fraction() < probability;

    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Around 0, seldom beyond ±1, as scores and lengths are.</summary>
    public double Bell() => (Fraction() + Fraction() + Fraction() + Fraction() - 2) / 1.2;

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var mixed = state;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBUL;
        return mixed ^ mixed >> 31;
    }
}
