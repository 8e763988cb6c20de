using System.Globalization;

namespace CallEvents.EndToEndTests.Chaos;

/// <summary>How long the chaos lasts, and the seed by which it can be had again: <c>CALLEVENTS_CHAOS_CALLS</c> and <c>_SEED</c>.</summary>
internal sealed record ChaosScale(int Calls, int Seed)
{
    public static ChaosScale OfEnvironment() => new(Read("CALLEVENTS_CHAOS_CALLS", 2_000), Read("CALLEVENTS_CHAOS_SEED", 1));

    /// <summary>There when it begins; the others arrive while everything breaks.</summary>
    public int History => Calls / 2;

    public int Arrivals => Calls - History;

    /// <summary>About a minute of arrivals for each thousand of them.</summary>
    public const int ArrivalsPerMinute = 1_000;

    public int LeastKills => Math.Max(12, Calls / 150);

    private static int Read(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
