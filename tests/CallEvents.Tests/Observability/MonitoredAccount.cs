using System.Globalization;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;
using CallEvents.Tests.Simulation;
using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Observability;

/// <summary>Plans what happens in the account of a monitored run: all times are minutes since its start.</summary>
internal sealed class MonitoredAccount
{
    private readonly SimulatedWorld world;

    public MonitoredAccount(SimulatedWorld world, SimulationPlan plan)
    {
        this.world = world;
        world.Api.ServeFullPages();
        foreach (var job in plan.Jobs)
            world.Scheduler.At(job.At, () => world.Database.AddJob(job.Kind, SimulatedWorld.Start, SimulatedWorld.Start, job.Calls));
    }

    public SimulatedWorkspace Workspace => world.Api.Workspace;

    public void At(double minute, Action action) => world.Scheduler.At(TimeSpan.FromMinutes(minute), action);

    /// <param name="id">The call's id.</param>
    /// <param name="created">When it was created.</param>
    /// <param name="shown">When the API shows it; null for when it is created.</param>
    /// <param name="transcribed">When its transcript is ready; null for a minute after its creation.</param>
    /// <param name="transcript">What was said.</param>
    public void Add(string id, double created, double? shown = null, double? transcribed = null, string transcript = "All of it.") =>
        At(
            shown ?? created,
            () =>
            {
                Workspace.Add(_ => new SimulatedCall
                {
                    Id = id,
                    CreatedAt = SimulatedWorld.Start.AddMinutes(created),
                    DurationSeconds = 60,
                    RepId = "user_1",
                    ProspectEmail = string.Create(CultureInfo.InvariantCulture, $"{id}@prospect.example"),
                });
                var readyAt = SimulatedWorld.Start.AddMinutes(transcribed ?? (created + 1));
                Workspace.Replace(
                    id,
                    (state, _) =>
                        state with
                        {
                            TranscriptOverride = [new SimulatedSegment("rep", 0, 60_000, transcript)],
                            TranscriptReadyAt = readyAt,
                            TranscriptCompleteAt = readyAt,
                        }
                );
            }
        );
}
