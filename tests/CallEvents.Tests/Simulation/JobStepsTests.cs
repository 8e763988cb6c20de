using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Simulation.Plans;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>
/// An operator's job, whose holder dies at each second step while it runs: the next process resumes it. Two steps are mostly the beginning
/// and the end of one interaction; <see cref="EveryStepTests"/> lets it die at both.
/// </summary>
public sealed class JobStepsTests
{
    private static readonly SimulationPlan Plan = new() { Seed = 1 };

    /// <summary>When the account no longer changes, so that most steps are the job's.</summary>
    private static readonly TimeSpan At = SimulatedScenario.End + TimeSpan.FromSeconds(1);

    private static readonly PlannedJob Replay = new(At, JobKind.Replay, Minutes(-38), Minutes(-6));

    private static readonly PlannedJob Backfill = new(At, JobKind.Backfill, Minutes(-100), Minutes(-60));

    [Fact]
    public void A_holder_that_dies_during_a_replay_repeats_each_call_once() => KillAtEachStepOf(Replay);

    [Fact]
    public void A_holder_that_dies_during_a_backfill_loses_and_repeats_nothing() => KillAtEachStepOf(Backfill);

    [Fact]
    public void Two_jobs_run_one_after_the_other()
    {
        var twoPollers = Plan with { Clocks = [TimeSpan.Zero, TimeSpan.FromMilliseconds(120)] };
        var result = SimulationRun.Execute(twoPollers with { Jobs = [Backfill, Replay, Replay] });

        result.IsClean.ShouldBeTrue($"{result}");
    }

    private static void KillAtEachStepOf(PlannedJob job)
    {
        var plan = Plan with { Jobs = [job] };
        var baseline = SimulationRun.Execute(plan);
        baseline.IsClean.ShouldBeTrue($"{baseline}");
        baseline.StepsWithJob.Count.ShouldBeGreaterThan(5, "the job has several commits");

        var steps = baseline.StepsWithJob[^1] - baseline.StepsWithJob[0] + 5;
        TestReport.Write($"simulation, steps of a {job.Kind}", $"each second of {steps} steps");
        List<string> failures = [];
        for (var step = baseline.StepsWithJob[0] - 1; step <= baseline.StepsWithJob[^1] + 3; step += 2)
        {
            var result = SimulationRun.Execute(plan.With(new Crash(step)));
            if (!result.IsClean)
                failures.Add($"step {step}: {result}");
        }

        failures.ShouldBeEmpty();
    }

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
