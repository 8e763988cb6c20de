using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Simulation;

/// <summary>The fixed scenario, in which the poller dies twice: a sample of all pairs of steps.</summary>
public sealed class PairOfStepsTests
{
    private const int Pairs = 25;

    [Fact]
    public void A_poller_that_dies_twice_loses_and_repeats_nothing()
    {
        var random = new Random(1);
        List<string> failures = [];
        for (var pair = 0; pair < Pairs; pair++)
        {
            var first = 1 + random.Next(SimulationPlans.Baseline.Steps);
            var second = first + 1 + random.Next(SimulationPlans.Baseline.Steps);
            var result = SimulationRun.Execute(SimulationPlans.Fixed.With(new Crash(first), new Crash(second)));
            if (!result.IsClean)
                failures.Add($"steps {first} and {second}: {result}");
        }

        failures.ShouldBeEmpty();
    }
}
