using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Simulation;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void Two_runs_of_one_seed_are_the_same_step_by_step(int seed)
    {
        var plan = SeedPlan.Draw(seed);

        var first = SimulationRun.Execute(plan);

        SimulationRun.Execute(plan).Trace.ShouldBe(first.Trace);
        SimulationRun.Execute(plan with { Seed = seed + 1_000 }).Trace.ShouldNotBe(first.Trace);
    }
}
