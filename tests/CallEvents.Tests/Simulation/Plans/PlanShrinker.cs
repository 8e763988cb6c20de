namespace CallEvents.Tests.Simulation.Plans;

/// <summary>Leaves out faults of a failing plan, half of them at first, for as long as the rest still fails.</summary>
internal static class PlanShrinker
{
    public static SimulationPlan Shrink(SimulationPlan plan, Func<SimulationPlan, bool> fails)
    {
        for (var size = (plan.Faults.Count + 1) / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2)
        {
            for (var start = 0; start < plan.Faults.Count; )
            {
                var shorter = plan with { Faults = [.. plan.Faults.Take(start), .. plan.Faults.Skip(start + size)] };
                if (fails(shorter))
                    plan = shorter;
                else
                    start += size;
            }
        }

        return plan;
    }
}
