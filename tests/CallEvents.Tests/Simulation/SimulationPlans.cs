using System.Globalization;
using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Simulation;

/// <summary>How much a run of the tests simulates, from the environment, and the plans.</summary>
internal static class SimulationPlans
{
    /// <summary>The API's own troubles in the fixed scenario: a 429, and an expired cursor.</summary>
    private static readonly Fault[] ApiTroubles = [new ApiFault(6, ApiAnswer.CursorExpired), new ApiFault(52, ApiAnswer.TooManyRequests)];

    /// <summary>The fixed scenario, whose steps are counted.</summary>
    public static SimulationPlan Fixed { get; } = new() { Seed = 1, Faults = ApiTroubles };

    /// <summary>The fixed scenario without a further fault.</summary>
    public static SimulationResult Baseline => FixedResult.Value;

    /// <summary>The step in which the fixed scenario's 429 is received.</summary>
    public static int StepOfRetryAfter =>
        1 + Baseline.Trace.Where(IsStep).ToList().FindIndex(line => line.EndsWith("429", StringComparison.Ordinal));

    /// <summary>How many seeds are drawn, from <c>CALLEVENTS_SIMULATION_SEEDS</c>.</summary>
    public static int Seeds { get; } = Read("CALLEVENTS_SIMULATION_SEEDS", 200);

    /// <summary>The first seed, from <c>CALLEVENTS_SIMULATION_FIRST_SEED</c>.</summary>
    public static int FirstSeed { get; } = Read("CALLEVENTS_SIMULATION_FIRST_SEED", 1);

    private static readonly Lazy<SimulationResult> FixedResult = new(() => SimulationRun.Execute(Fixed));

    private static bool IsStep(string line) => !line.EndsWith("starts", StringComparison.Ordinal);

    private static int Read(string variable, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : defaultValue;
}
