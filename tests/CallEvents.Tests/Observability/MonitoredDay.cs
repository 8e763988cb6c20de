using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Simulation;
using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Observability;

/// <summary>A day of an account, for the alerts that take hours: nothing fails, and yet something waits.</summary>
internal static class MonitoredDay
{
    /// <summary>Its transcript is over <c>Publishing:MaxBytes</c>, until the call is forgotten.</summary>
    public const int Forgotten = 24;

    /// <summary>From then on no transcript is ready.</summary>
    public const int Stuck = 30;

    /// <summary>All transcripts are ready.</summary>
    public const int Transcribed = 172;
    public const int Paused = 190;
    public const int Resumed = Paused + PausedFor;
    public const int Ended = Resumed + 20;

    private const int PausedFor = (24 * 60) + 30;

    /// <summary>The part of the pause that is simulated: nothing happens in the rest.</summary>
    private const int SimulatedPause = 10;

    private static readonly Dictionary<string, string?> Settings = new(MonitoredScenario.Settings)
    {
        ["Publishing:MaxBytes"] = "4096",
        ["Transcripts:GiveUpAfter"] = "06:00:00",
    };

    private static readonly SimulationPlan Plan = new()
    {
        Seed = 2,
        Jobs =
        [
            new PlannedJob(TimeSpan.FromMinutes(Forgotten), JobKind.Forget, Calls: "large"),
            new PlannedJob(TimeSpan.FromMinutes(Paused), JobKind.Pause),
            new PlannedJob(TimeSpan.FromMinutes(Paused + SimulatedPause), JobKind.Resume),
        ],
    };

    public static MetricHistory Run() =>
        MonitoredPollers
            .Run(Plan, Settings, Ended - PausedFor + SimulatedPause, Prepare)
            .Stretch(Paused + (SimulatedPause / 2), by: PausedFor - SimulatedPause);

    private static void Prepare(SimulatedWorld world)
    {
        var account = new MonitoredAccount(world, Plan);
        account.Add("large", created: 5, transcript: new string('x', 5_000));
        for (var minute = 1; minute < Paused; minute += 8)
            account.Add($"call{minute}", created: minute, transcribed: minute is > Stuck and < Transcribed ? Transcribed : null);
    }
}
