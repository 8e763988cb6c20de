using System.Globalization;

namespace CallEvents.EndToEndTests.Chaos;

/// <summary>
/// Size and random seed of a chaos run, from <c>CALLEVENTS_CHAOS_CALLS</c> and <c>CALLEVENTS_CHAOS_SEED</c>; the same seed draws the same
/// faults.
/// </summary>
internal sealed record ChaosScale(int Calls, int Seed)
{
    public static ChaosScale FromEnvironment() => new(Read("CALLEVENTS_CHAOS_CALLS", 500), Read("CALLEVENTS_CHAOS_SEED", 1));

    /// <summary>The calls that exist at the start; the others arrive during the run.</summary>
    public int History => Calls / 2;

    public int Arrivals => Calls - History;

    /// <summary>A thousand arrivals take about a minute.</summary>
    public const int ArrivalsPerMinute = 1_000;

    public int MinKills => Math.Max(6, Calls / 150);

    private static int Read(string variable, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : defaultValue;
}
