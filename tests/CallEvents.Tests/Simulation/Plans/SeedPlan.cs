namespace CallEvents.Tests.Simulation.Plans;

/// <summary>Draws a plan from a seed: one to three pollers, clocks that differ, and a subset of all faults.</summary>
internal static class SeedPlan
{
    private const int MaxStep = 600;
    private const int MaxSecond = 45;

    private const int SmallSkewMs = 400;
    private const int LargeSkewMs = 150_000;

    public static SimulationPlan Draw(int seed)
    {
        var random = new Random(seed);
        var pollers = random.Next(4) switch
        {
            0 or 1 => 1,
            2 => 2,
            _ => 3,
        };

        // Up to minutes in one of four plans, else the noise of synchronized clocks.
        var skew = random.Next(4) == 0 ? LargeSkewMs : SmallSkewMs;
        var clocks = Enumerable.Range(0, pollers).Select(_ => TimeSpan.FromMilliseconds(random.Next(-skew, skew))).ToList();
        var faults = Enumerable.Range(0, 2 + random.Next(10)).Select(_ => DrawFault(random, pollers)).ToList();
        return new SimulationPlan
        {
            Seed = seed,
            Clocks = clocks,
            Faults = faults,
        };
    }

    private static Fault DrawFault(Random random, int pollers) =>
        random.Next(12) switch
        {
            0 or 1 or 2 => new Crash(1 + random.Next(MaxStep)),
            3 => new Freeze(Time(random), random.Next(pollers), TimeSpan.FromSeconds(1 + random.Next(40))),
            4 => new Restart(Time(random), random.Next(pollers)),
            5 or 6 => new CommitFault(1 + random.Next(150), random.Next(2) == 0),
            7 => new DatabaseAway(Time(random), TimeSpan.FromSeconds(1 + random.Next(20))),
            8 or 9 => new PublishFault(1 + random.Next(60), Any<BrokerAnswer>(random)),
            10 => new Unbound(Time(random), TimeSpan.FromSeconds(1 + random.Next(20))),
            _ => new ApiFault(1 + random.Next(120), Any<ApiAnswer>(random)),
        };

    private static TimeSpan Time(Random random) => TimeSpan.FromMilliseconds(random.Next(MaxSecond * 1000));

    private static T Any<T>(Random random)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[random.Next(values.Length)];
    }
}
