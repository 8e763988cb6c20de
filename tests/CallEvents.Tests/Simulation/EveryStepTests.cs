using CallEvents.Tests.Simulation.Plans;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>
/// The fixed scenario, in which the poller dies at each step once. A step is the beginning or the end of an interaction with the API, the
/// broker or the database: between two steps nothing happens that outlives the process.
/// </summary>
public sealed class EveryStepTests
{
    [Fact]
    public void A_poller_that_dies_at_any_step_loses_and_repeats_nothing()
    {
        var baseline = SimulationPlans.Baseline;
        baseline.IsClean.ShouldBeTrue($"{baseline}");

        List<string> failures = [];
        for (var step = 1; step <= baseline.Steps; step++)
        {
            var result = SimulationRun.Execute(SimulationPlans.Fixed.With(new Crash(step)));
            if (!result.IsClean)
                failures.Add($"step {step}: {result}");
        }

        TestReport.Write("simulation, every step", $"{baseline.Steps} steps");
        failures.ShouldBeEmpty();
    }
}
