using System.Globalization;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Simulation.Defects;
using CallEvents.Tests.Simulation.Plans;
using CallEvents.Tests.Simulation.Scheduling;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>One run of the scenario under a plan, until all is published or a time limit, and the judgement of it.</summary>
internal sealed class SimulationRun : IDisposable
{
    /// <summary>After the last fault, all is published within this time: longer than a hanging request and the longest backoff.</summary>
    private static readonly TimeSpan MaxSettleTime = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a response is under way.</summary>
    private static readonly TimeSpan ReadingTime = TimeSpan.FromMilliseconds(500);

    /// <summary>What is still to be done. Of a deleted call the transcript is awaited for two days.</summary>
    private const string Left = $"""
        SELECT (SELECT COUNT(*) FROM outbox WHERE published_at IS NULL AND discarded_at IS NULL)
            + (SELECT COUNT(*) FROM jobs WHERE state IN ('Waiting', 'Running'))
            + (SELECT COUNT(*) FROM gaps) + (SELECT COUNT(*) FROM parked)
            + (SELECT COUNT(*) FROM calls WHERE next_check_at IS NOT NULL AND call_id <> '{SimulatedScenario.DeletedCall}')
        """;

    private readonly SimulatedWorld world;
    private readonly List<SimulatedPoller> pollers;
    private readonly List<PollerKill> kills = [];
    private TimeSpan? calmSince;
    private bool isSettled;

    private SimulationRun(SimulationPlan plan, PlantedDefect defect)
    {
        world = new SimulatedWorld(plan, defect);
        pollers = [.. plan.Clocks.Select((ahead, index) => new SimulatedPoller(world, index + 1, ahead))];
        world.Kill = Kill;
        new SimulatedScenario(world).Prepare();
        foreach (var fault in plan.Faults)
            Schedule(fault);
        world.Scheduler.At(SimulatedScenario.End, Check);
    }

    public static SimulationResult Execute(SimulationPlan plan, PlantedDefect? defect = null)
    {
        using var run = new SimulationRun(plan, defect ?? PlantedDefect.None);
        return run.Execute();
    }

    public void Dispose()
    {
        foreach (var poller in pollers)
            poller.Dispose();
        world.Dispose();
    }

    private SimulationResult Execute()
    {
        pollers.ForEach(poller => poller.Start());
        if (!world.Scheduler.RunUntil(() => isSettled, TimeSpan.FromHours(1)))
            world.Violate("the faults do not end");

        var exposed = world.Api.ExposedCalls().Select(call => new ExposedCall(call)).ToList();
        var replays = world.Broker.Deliveries.Where(ReplayReport.IsReplay).ToList();
        return new SimulationResult
        {
            Deliveries = DeliveryReport.Create(exposed, [.. world.Broker.Deliveries.Except(replays)]),
            Replays = ReplayReport.Create(world.Plan.Jobs, exposed, replays),
            JobsNotDone = world.Database.Count("SELECT COUNT(*) FROM jobs WHERE state <> 'Done' OR unreadable > 1"),
            StepsWithJob = world.StepsWithJob,
            EarlyRequests = world.Api.EarlyRequests.Count(request => !request.IsExcused(kills, ReadingTime)),
            Violations = world.Violations,
            Steps = world.Steps,
            Trace = world.Trace,
            Elapsed = world.Scheduler.Now,
        };
    }

    private void Kill(SimulatedProcess process)
    {
        pollers.Single(poller => poller.Process == process).Kill();
        var stored = world.Database.Read("SELECT api_paused_until FROM workspaces");
        var until = DateTimeOffset.UnixEpoch.AddMicroseconds(Convert.ToInt64(stored ?? 0L, CultureInfo.InvariantCulture));
        kills.Add(new PollerKill(world.Clock.GetUtcNow(), until));
    }

    private void Schedule(Fault fault)
    {
        switch (fault)
        {
            case Freeze freeze:
                world.Scheduler.At(freeze.At, () => pollers[freeze.Poller].Freeze(freeze.For));
                break;
            case Restart restart:
                world.Scheduler.At(restart.At, pollers[restart.Poller].Restart);
                break;
        }
    }

    /// <summary>Whether everything is published since the last fault, and the account was read again.</summary>
    private void Check()
    {
        world.Scheduler.After(CheckInterval, Check);
        var now = world.Scheduler.Now;
        if (world.Faults.LastInjectedAt > calmSince)
            calmSince = null;
        if (now <= world.Faults.PlannedUntil || !pollers.TrueForAll(poller => poller.IsRunning))
            return;
        if (calmSince is null)
        {
            calmSince = now;
            MakeRetriesDue();
            return;
        }

        isSettled = IsSettledSince(calmSince.Value);
        if (isSettled || now - calmSince < MaxSettleTime)
            return;
        isSettled = true;
        world.Violate("not all is published in time after the last fault");
    }

    private bool IsSettledSince(TimeSpan since)
    {
        var start = TableConventions.Stored(SimulatedWorld.Start + since);
        return world.Database.Count("SELECT COALESCE(MIN(last_start), 0) FROM reread_windows") > start && world.Database.Count(Left) == 0;
    }

    /// <summary>Makes the hourly retries and the transcript checks due now, as if an hour had passed.</summary>
    private void MakeRetriesDue()
    {
        world.Database.Write("UPDATE gaps SET next_retry_at = 0");
        world.Database.Write("UPDATE parked SET next_retry_at = 0");
        world.Database.Write("UPDATE calls SET next_check_at = 0 WHERE next_check_at IS NOT NULL");
    }
}
