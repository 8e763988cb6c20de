using System.Globalization;
using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Simulation;

/// <summary>How much a run of the tests simulates, from the environment, and the plans.</summary>
internal static class SimulationPlans
{
    /// <summary>The API's own troubles in the fixed scenario: a 429, and an expired cursor.</summary>
    private static readonly Fault[] ApiTroubles = [new ApiFault(6, ApiAnswer.CursorExpired), new ApiFault(30, ApiAnswer.TooManyRequests)];

    /// <summary>The fixed scenario, whose steps are counted.</summary>
    public static SimulationPlan Fixed { get; } = new() { Seed = 1, Faults = ApiTroubles };

    /// <summary>How many seeds are drawn, from <c>CALLEVENTS_SIMULATION_SEEDS</c>.</summary>
    public static int Seeds { get; } = Read("CALLEVENTS_SIMULATION_SEEDS", 150);

    private static int Read(string variable, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : defaultValue;
}
