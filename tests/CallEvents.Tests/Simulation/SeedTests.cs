using CallEvents.Tests.Simulation.Plans;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>Plans drawn by seeds. A failing one is shrunk before it is reported.</summary>
public sealed class SeedTests
{
    [Fact]
    public void Pollers_with_any_faults_of_a_seed_lose_and_repeat_nothing()
    {
        List<string> failures = [];
        for (var seed = 1; seed <= SimulationPlans.Seeds && failures.Count < 3; seed++)
        {
            var plan = SeedPlan.Draw(seed);
            if (SimulationRun.Execute(plan).IsClean)
                continue;
            var shrunk = PlanShrinker.Shrink(plan, shorter => !SimulationRun.Execute(shorter).IsClean);
            failures.Add($"{shrunk}{Environment.NewLine}{SimulationRun.Execute(shrunk)}");
        }

        TestReport.Write("simulation, seeds", $"seeds 1 to {SimulationPlans.Seeds}");
        failures.ShouldBeEmpty();
    }
}
