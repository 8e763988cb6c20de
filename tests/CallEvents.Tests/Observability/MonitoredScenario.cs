using System.Net;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Simulation;
using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Observability;

/// <summary>
/// Hours of an account with a call every four minutes, in which one fault follows another. Between two of them, all alerts end.
/// </summary>
internal static class MonitoredScenario
{
    private const int LastCall = 200;

    /// <summary>The poller's defaults where possible.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Revont:Workspaces:main:ApiKey"] = "simulated",
        ["Polling:StartFrom"] = "2040-01-01T11:00:00Z",
        ["Polling:Rereads:0:Depth"] = "00:10:00",
        ["Polling:Rereads:1:Depth"] = "06:00:00",
        ["Polling:Rereads:1:Every"] = "00:10:00",

        // Renewed rarely, which takes less time to simulate.
        ["Polling:Interval"] = "00:01:00",
        ["Polling:LeaseDuration"] = "00:12:00",
        ["Transcripts:GiveUpAfter"] = "00:30:00",
        ["Transcripts:MaxRetry"] = "00:10:00",
    };

    public static readonly SimulationPlan Plan = new()
    {
        Seed = 1,
        Jobs = [new PlannedJob(Minutes(32), JobKind.Retry, Calls: "gone")],
        Faults =
        [
            new BrokerAway(Minutes(8), Minutes(18)),
            new Unbound(Minutes(38), Minutes(18)),
            new ApiAway(Minutes(68), Minutes(13), HttpStatusCode.Unauthorized),
            new ApiAway(Minutes(92), Minutes(13), HttpStatusCode.InternalServerError),
            new ApiAway(Minutes(120), Minutes(22), HttpStatusCode.TooManyRequests),
            new DatabaseAway(Minutes(155), Minutes(16)),
            .. Enumerable.Range(0, 7).Select(number => new Restart(Minutes(185 + (3 * number)), Poller: 0)),
        ],
    };

    /// <summary>No poller runs any more.</summary>
    public const int Ended = 210;

    public static MetricHistory Run() => MonitoredPollers.Run(Plan, Settings, Ended, Prepare);

    private static void Prepare(SimulatedWorld world)
    {
        var account = new MonitoredAccount(world, Plan);
        for (var minute = 1; minute < LastCall; minute += 4)
            account.Add($"call{minute}", created: minute);

        // Not bound at that time: an edit that no subscriber is waited for.
        account.At(45, () => account.Workspace.Edit("call37", call => call with { Outcome = "won" }));
        account.Add("untranscribed", created: 5, transcribed: 10_000);
        account.Add("late", created: 37, shown: 107);

        // Parked after eight failed checks, then deleted, and removed by a job: before an alert.
        world.Api.UnreadableAlone.Add("gone");
        account.Add("gone", created: 18);
        account.At(31, () => account.Workspace.Delete("gone"));

        world.Api.Unreadable.Add("unreadable");
        account.Add("unreadable", created: 186);
        var broken = SimulatedWorld.Start + Minutes(187.5);
        account.At(188, () => world.Api.Broken = broken);
    }

    private static TimeSpan Minutes(double number) => TimeSpan.FromMinutes(number);
}
