using System.Globalization;
using CallEvents.Contracts;
using CallEvents.Local.Verification;
using CallEvents.Simulator;

namespace CallEvents.Local.Revont;

/// <summary>A Revont in this process, of which the whole truth is known.</summary>
internal sealed class SimulatedRevont : IRevont
{
    /// <summary>A transcript that takes longer than this is not waited for at the end.</summary>
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(10);

    private readonly RevontSimulator simulator;
    private readonly SimulatorOptions options;

    private SimulatedRevont(RevontSimulator simulator, SimulatorOptions options)
    {
        this.simulator = simulator;
        this.options = options;
    }

    public string Title => "simulated Revont";

    public string ApiKey => simulator.ApiKey;

    public Uri BaseUrl => simulator.BaseUrl;

    public IReadOnlyDictionary<string, string?> Defaults => new Dictionary<string, string?>
    {
        ["Revont:RequestsPerSecond"] = "1000",
        ["Polling:Interval"] = "00:00:02",
        ["Polling:LeaseDuration"] = "00:00:05",
        ["Polling:StartFrom"] = (options.Start!.Value - TimeSpan.FromDays(options.Days)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["Transcripts:FirstRetry"] = "00:00:02",
        ["Transcripts:MaxRetry"] = "00:00:05",
    };

    public TimeSpan Settling => options.StopArrivalsAfter is not null && options.TranscriptDelay <= LongestSettling ? options.TranscriptDelay : TimeSpan.Zero;

    /// <exception cref="WrongOptionException">There can be no such workspace, or there is another one in the folder.</exception>
    public static async Task<SimulatedRevont> StartAsync(LocalOptions wanted, DataFolder folder, TimeProvider time)
    {
        var note = FolderNote.Read(folder);
        if (note is { Simulation: null })
            throw new WrongOptionException("--data", $"the state of a real Revont account in '{folder.Path}'", "another folder, or --api-key-file");

        var plan = note?.Simulation?.GoOn(wanted.Simulation) ?? SimulationPlan.Begin(wanted.Simulation, time.GetUtcNow());
        var options = plan.ToOptions();
        if (options.Check() is { } error)
            throw new WrongOptionException(error with { Option = SimulatorSwitches.NameOf(error.Option) });

        // A workspace that is met again goes on living meanwhile; another one can end with its run, so that no call comes too late.
        if (wanted.For is { } length && folder.IsTemporary)
            options = options with { StopArrivalsAfter = (long)(length.TotalMinutes * plan.ArrivalsPerMinute) };

        new FolderNote(plan).Write(folder);
        return new SimulatedRevont(await RevontSimulator.StartAsync(options, time), options);
    }

    public IReadOnlyList<ExpectedCall> Expect(Cutoff cutoff, Evidence evidence) =>
    [
        .. from truth in simulator.Workspace.List()
        where truth.ShownAt <= cutoff.Shown
        select new ExpectedCall(
            truth.Call.Id,
            Transcribed: truth.TranscriptReadyAt <= cutoff.Ready,
            Alerted: truth.Call.Outcome == Outcomes.Lost && evidence.IsNews(truth.Call.CreatedAt, cutoff.Shown)),
    ];

    public ValueTask DisposeAsync() => simulator.DisposeAsync();
}
