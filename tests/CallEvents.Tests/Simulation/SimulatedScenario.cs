using System.Globalization;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;
using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Simulation;

/// <summary>
/// What happens in the account: history of an hour, and within a minute new calls, late ones, edits, a deletion, slow and growing
/// transcripts, and a call that cannot be read for a while.
/// </summary>
internal sealed class SimulatedScenario(SimulatedWorld world)
{
    public const string DeletedCall = "deleted";

    private const int Seconds = 300;
    private const int Segments = 4;

    /// <summary>Small values, so that every rule of the poller applies within minutes.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Revont:Workspaces:main:ApiKey"] = "simulated",
        ["Revont:RequestsPerSecond"] = "100",
        ["Revont:MaxConcurrency"] = "4",
        ["Polling:StartFrom"] = "2040-01-01T11:00:00Z",
        ["Polling:SliceLength"] = "00:30:00",
        ["Polling:Interval"] = "00:00:05",
        ["Polling:LeaseDuration"] = "00:00:15",
        ["Polling:Rereads:0:Depth"] = "00:00:10",
        ["Polling:Rereads:1:Depth"] = "00:02:00",
        ["Polling:Rereads:1:Every"] = "00:00:15",
        ["Transcripts:FirstRetry"] = "00:00:03",
        ["Transcripts:MaxRetry"] = "00:00:08",
        ["Transcripts:SettleAfter"] = "00:00:12",
        ["Publishing:Timeout"] = "00:00:05",

        // All of them wait for a subscriber: a discarded event looks like a lost one.
        ["Publishing:RequireSubscriber:0"] = "CallRecorded",
        ["Publishing:RequireSubscriber:1"] = "CallTranscribed",
        ["Publishing:RequireSubscriber:2"] = "CallUpdated",
        ["Publishing:RequireSubscriber:3"] = "CallTranscriptUnavailable",
    };

    public static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The account does not change any more.</summary>
    public static readonly TimeSpan End = TimeSpan.FromSeconds(38);

    private SimulatedWorkspace Workspace => world.Api.Workspace;

    public void Prepare()
    {
        // Older than any re-read reaches, on both sides of the border of two slices, and one on the border's second.
        foreach (var minute in new[] { -58, -50, -45, -37, -30, -24, -18, -12, -9 })
            Add($"history{-minute}", TimeSpan.FromMinutes(minute).Add(-Fraction));
        foreach (var job in world.Plan.Jobs)
            Prepare(job);
        var unreadable = Add("unreadable", TimeSpan.FromMinutes(-40));
        world.Api.Unreadable.Add(unreadable);
        At(30, () => world.Api.Unreadable.Remove(unreadable));

        for (var number = 0; number < 6; number++)
            AddAt($"call{number}", 2 + number * 5);
        AddAt("burst0", 13);
        AddAt("burst1", 13);
        AddAt("burst2", 13);
        AddAt("late", 33, createdAt: 16);
        AddAt("veryLate", 36, createdAt: 3);
        AddAt("slow", 5, transcriptAfter: 18);
        AddAt("growing", 8, transcriptAfter: 1, completeAfter: 9);
        AddAt(DeletedCall, 10);
        At(19, () => Workspace.Edit("call1", call => call with { Outcome = "won" }));
        At(28, () => Workspace.Edit("call1", call => call with { Outcome = "lost", CoachingScore = 90 }));
        At(35, () => Workspace.Edit("call4", call => call with { ProspectEmail = "other@prospect.example" }));
        At(26, () => Workspace.Delete(DeletedCall));
    }

    /// <summary>Before the start there are calls too: a backfill publishes those that its new start includes.</summary>
    private void Prepare(PlannedJob job)
    {
        if (job.Kind == JobKind.Backfill)
        {
            foreach (var minute in new[] { -61, -68, -74, -80, -95 })
                Add($"past{-minute}", TimeSpan.FromMinutes(minute).Add(-Fraction));
        }

        world.Scheduler.At(
            job.At,
            () => world.Database.AddJob(job.Kind, SimulatedWorld.Start + job.From, SimulatedWorld.Start + job.To, job.Calls)
        );
    }

    private static TimeSpan Fraction => TimeSpan.FromMilliseconds(SimulatedWorld.Start.Millisecond);

    private void At(double second, Action action) => world.Scheduler.At(TimeSpan.FromSeconds(second), action);

    private void AddAt(string id, double shownAt, double? createdAt = null, double transcriptAfter = 1, double completeAfter = 0) =>
        At(shownAt, () => Add(id, TimeSpan.FromSeconds(createdAt ?? shownAt), transcriptAfter, completeAfter));

    private string Add(string id, TimeSpan created, double transcriptAfter = 1, double completeAfter = 0)
    {
        var createdAt = SimulatedWorld.Start + created;
        var number = id.Sum(letter => letter);
        Workspace.Add(_ => new SimulatedCall
        {
            Id = id,
            CreatedAt = createdAt,
            DurationSeconds = Seconds,
            RepId = string.Create(CultureInfo.InvariantCulture, $"user_{number % 5}"),
            ProspectEmail = $"{id}@prospect.example",
            CoachingScore = number % 100,
            Outcome = number % 2 == 0 ? "follow_up" : null,
        });
        var readyAt = createdAt + TimeSpan.FromSeconds(transcriptAfter);
        Workspace.Replace(
            id,
            (state, _) =>
                state with
                {
                    TranscriptOverride = Transcript(id),
                    TranscriptReadyAt = readyAt,
                    TranscriptCompleteAt = readyAt + TimeSpan.FromSeconds(completeAfter),
                }
        );
        return id;
    }

    private static IReadOnlyList<SimulatedSegment> Transcript(string id) =>
        [
            .. Enumerable
                .Range(0, Segments)
                .Select(index => new SimulatedSegment(
                    index % 2 == 0 ? "rep" : "prospect",
                    index * Seconds * 1000 / Segments,
                    (index + 1) * Seconds * 1000 / Segments,
                    $"Segment {index} of {id}"
                )),
        ];
}
