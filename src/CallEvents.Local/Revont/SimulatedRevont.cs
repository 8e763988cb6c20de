using System.Globalization;
using CallEvents.Contracts;
using CallEvents.Local.Verification;
using CallEvents.Simulator;

namespace CallEvents.Local.Revont;

/// <summary>A simulated Revont API in this process, whose complete contents are known.</summary>
internal sealed class SimulatedRevont : IRevont
{
    /// <summary>The longest transcript delay that the run waits for at its end.</summary>
    private static readonly TimeSpan MaxSettleTime = TimeSpan.FromSeconds(10);

    /// <summary>How long a missing transcript is waited for, beyond the delay of the others: short enough to watch.</summary>
    private static readonly TimeSpan GiveUpAfterDelay = TimeSpan.FromSeconds(10);

    private readonly RevontSimulator simulator;
    private readonly SimulatorOptions options;
    private readonly string? peopleFile;

    /// <param name="simulator">The running simulator.</param>
    /// <param name="options">Its options.</param>
    /// <param name="peopleFile">The reps; null for a workspace in which nothing changes after a call.</param>
    private SimulatedRevont(RevontSimulator simulator, SimulatorOptions options, string? peopleFile)
    {
        this.simulator = simulator;
        this.options = options;
        this.peopleFile = peopleFile;
    }

    public string DisplayName => "simulated Revont";

    public string ApiKey => simulator.ApiKey;

    public Uri BaseUrl => simulator.BaseUrl;

    public IReadOnlyDictionary<string, string?> DefaultSettings =>
        peopleFile is null
            ? FastSettings
            : new Dictionary<string, string?>(FastSettings)
            {
                ["Transcripts:GiveUpAfter"] = $"{options.TranscriptDelay + GiveUpAfterDelay:c}",
                ["People:File"] = peopleFile,
            };

    private Dictionary<string, string?> FastSettings =>
        new()
        {
            ["Revont:RequestsPerSecond"] = "1000",
            ["Polling:Interval"] = "00:00:02",
            ["Polling:LeaseDuration"] = "00:00:05",
            ["Polling:StartFrom"] = (options.Start!.Value - TimeSpan.FromDays(options.Days)).ToString(
                "yyyy-MM-ddTHH:mm:ssZ",
                CultureInfo.InvariantCulture
            ),
            ["Transcripts:FirstRetry"] = "00:00:02",
            ["Transcripts:MaxRetry"] = "00:00:05",
        };

    public TimeSpan SettleTime =>
        options.StopArrivalsAfter is not null && options.TranscriptDelay <= MaxSettleTime ? options.TranscriptDelay : TimeSpan.Zero;

    /// <exception cref="InvalidOptionException">The workspace is impossible, or the folder belongs to another one.</exception>
    public static async Task<SimulatedRevont> StartAsync(LocalOptions requested, DataFolder folder, TimeProvider time)
    {
        var manifest = WorkspaceManifest.Read(folder);
        if (manifest is { Simulation: null })
        {
            throw new InvalidOptionException(
                "--data",
                $"the state of a real Revont account in '{folder.Path}'",
                "another folder, or --api-key-file"
            );
        }

        var plan = manifest?.Simulation?.Resume(requested.Simulation) ?? SimulationPlan.Create(requested.Simulation, time.GetUtcNow());
        var options = plan.ToOptions();
        if (options.Check() is { } error)
            throw new InvalidOptionException(error with { Option = SimulatorArguments.NameOf(error.Option) });

        // In a kept folder, calls continue to arrive between runs. Otherwise arrivals stop with the run, so that no call comes too late.
        if (requested.Duration is { } duration && folder.IsTemporary)
            options = options with { StopArrivalsAfter = (long)(duration.TotalMinutes * plan.ArrivalsPerMinute) };

        new WorkspaceManifest(plan).Write(folder);
        var simulator = await RevontSimulator.StartAsync(options, time);
        return new SimulatedRevont(simulator, options, plan.HasChanges ? SimulatedPeople.Write(folder, simulator.Workspace.Reps) : null);
    }

    public IReadOnlyList<ExpectedCall> ListExpectedCalls(Cutoff cutoff, DeliveryRecord deliveries) =>
        [
            .. from simulated in simulator.Workspace.List()
            where simulated.ShownAt <= cutoff.ListedBy
            select new ExpectedCall(
                simulated.Call.Id,
                Transcribed: simulated.TranscriptReadyAt <= cutoff.TranscriptReadyBy,
                Alerted: simulated.Call.Outcome == Outcomes.Lost && deliveries.IsLive(simulated.Call.CreatedAt, cutoff.ListedBy)
            ),
        ];

    public ValueTask DisposeAsync() => simulator.DisposeAsync();
}
