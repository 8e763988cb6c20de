namespace CallEvents.Tests.Simulation.Plans;

public sealed class PlanShrinkerTests
{
    [Fact]
    public void A_failing_plan_is_shrunk_to_the_faults_that_it_needs()
    {
        var plan = new SimulationPlan { Seed = 1, Faults = [.. Enumerable.Range(1, 20).Select(step => new Crash(step))] };
        var needed = new[] { 7, 15 };

        var shrunk = PlanShrinker.Shrink(plan, shorter => needed.All(step => shorter.Faults.Contains(new Crash(step))));

        shrunk.Faults.ShouldBe(needed.Select(step => new Crash(step)));
        shrunk.ToString().ShouldContain("Crash { Step = 7 }");
    }
}
