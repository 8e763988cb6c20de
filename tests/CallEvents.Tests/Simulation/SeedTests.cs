using CallEvents.Tests.Simulation.Plans;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>Plans drawn by seeds. A failing one is shrunk before it is reported.</summary>
public sealed class SeedTests
{
    /// <summary>Shrinking takes many runs.</summary>
    private const int MaxFailures = 3;

    [Fact]
    public void Pollers_with_any_faults_of_a_seed_lose_and_repeat_nothing()
    {
        List<string> failures = [];
        foreach (var plan in Enumerable.Range(SimulationPlans.FirstSeed, SimulationPlans.Seeds).Select(SeedPlan.Draw))
        {
            if (failures.Count == MaxFailures)
                break;
            if (SimulationRun.Execute(plan).IsClean)
                continue;
            var shrunk = PlanShrinker.Shrink(plan, shorter => !SimulationRun.Execute(shorter).IsClean);
            failures.Add($"{shrunk}{Environment.NewLine}{SimulationRun.Execute(shrunk)}");
        }

        TestReport.Write("simulation, seeds", $"{SimulationPlans.Seeds} seeds from {SimulationPlans.FirstSeed}");
        failures.ShouldBeEmpty();
    }
}
