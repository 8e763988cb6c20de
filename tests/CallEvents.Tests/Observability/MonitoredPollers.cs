using System.Diagnostics.Metrics;
using CallEvents.Poller.Workspaces;
using CallEvents.Tests.Simulation;
using CallEvents.Tests.Simulation.Defects;
using CallEvents.Tests.Simulation.Plans;
using CallEvents.Tests.Simulation.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Observability;

/// <summary>Runs pollers on virtual time, in the simulation, and collects the metrics of each every minute.</summary>
internal sealed class MonitoredPollers : IDisposable
{
    private readonly MetricHistory history = new();
    private readonly Dictionary<SimulatedProcess, MetricCollector> collectors = [];
    private readonly SimulatedWorld world;
    private readonly List<SimulatedPoller> pollers;

    private MonitoredPollers(SimulationPlan plan, IReadOnlyDictionary<string, string?> settings)
    {
        world = new SimulatedWorld(plan, PlantedDefect.None)
        {
            Settings = settings,
            RowCountInterval = MetricHistory.Interval,
            Started = Attach,
        };
        pollers = [.. plan.Clocks.Select((ahead, index) => new SimulatedPoller(world, index + 1, ahead))];
        foreach (var restart in plan.Faults.OfType<Restart>())
            world.Scheduler.At(restart.At, pollers[restart.Poller].Restart);
        foreach (var freeze in plan.Faults.OfType<Freeze>())
            world.Scheduler.At(freeze.At, () => pollers[freeze.Poller].Freeze(freeze.For));
    }

    /// <param name="plan">The pollers, and their faults.</param>
    /// <param name="settings">The pollers' settings.</param>
    /// <param name="minutes">The length of the run.</param>
    /// <param name="prepare">Plans what happens in the account.</param>
    public static MetricHistory Run(
        SimulationPlan plan,
        IReadOnlyDictionary<string, string?> settings,
        int minutes,
        Action<SimulatedWorld> prepare
    )
    {
        using var run = new MonitoredPollers(plan, settings);
        prepare(run.world);
        for (var minute = 0; minute < minutes; minute++)
            run.CollectAt(minute);
        run.pollers.ForEach(poller => poller.Start());
        run.world.Scheduler.RunUntil(() => false, minutes * MetricHistory.Interval);
        run.world.Violations.ShouldBeEmpty();
        return run.history;
    }

    public void Dispose()
    {
        foreach (var collector in collectors.Values)
            collector.Dispose();
        pollers.ForEach(poller => poller.Dispose());
        world.Dispose();
    }

    private void Attach(SimulatedProcess process, IServiceProvider services)
    {
        collectors.Add(process, new MetricCollector(services.GetRequiredService<IMeterFactory>(), "callevents-poller", process.Name));
        services.GetRequiredService<WorkspaceGauges>().Register();
    }

    /// <summary>In the middle of a minute, as an exporter that began at any time.</summary>
    private void CollectAt(int minute) =>
        world.Scheduler.At(
            (minute + 0.5) * MetricHistory.Interval,
            () =>
            {
                foreach (var process in pollers.Where(poller => poller.IsRunning).Select(poller => poller.Process))
                {
                    if (!process.IsFrozen && collectors.TryGetValue(process, out var collector))
                        history.Add(minute, collector.Collect());
                }
            }
        );
}
