namespace CallEvents.Tests.Poller.Hosting;

/// <summary>A seeded source of randomness that counts its uses.</summary>
internal sealed class CountingRandom(int seed) : Random(seed)
{
    private int uses;

    public int Uses => uses;

    public override double NextDouble()
    {
        Interlocked.Increment(ref uses);
        return base.NextDouble();
    }
}
