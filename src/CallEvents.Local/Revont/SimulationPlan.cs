using CallEvents.Simulator;
using CallEvents.Simulator.Faults;

namespace CallEvents.Local.Revont;

/// <summary>The parameters that determine a simulated workspace, stored so that a later run resumes the same one.</summary>
internal sealed record SimulationPlan
{
    /// <summary>A workspace with a new call every other second.</summary>
    public static SimulationPlan Default { get; } =
        new()
        {
            Calls = 200,
            ArrivalsPerMinute = 30,
            TranscriptDelay = TimeSpan.FromSeconds(5),
            Seed = 1,
        };

    private static readonly FaultOptions Changes = new()
    {
        Edit = new TimedArrivalFault
        {
            Probability = 0.15,
            From = TimeSpan.FromSeconds(3),
            To = TimeSpan.FromSeconds(10),
        },
        NoTranscript = new ArrivalFault { Probability = 0.05 },
    };

    public DateTimeOffset Start { get; init; }

    public required int Calls { get; init; }

    public required double ArrivalsPerMinute { get; init; }

    public required TimeSpan TranscriptDelay { get; init; }

    public required long Seed { get; init; }

    /// <summary>Whether some calls are edited, and some get no transcript, so that rules about these have something to find.</summary>
    public bool HasChanges { get; init; }

    public static SimulationPlan Create(SimulationRequest request, DateTimeOffset now) =>
        new()
        {
            Start = now,
            Calls = request.Calls ?? Default.Calls,
            ArrivalsPerMinute = request.ArrivalsPerMinute ?? Default.ArrivalsPerMinute,
            TranscriptDelay = request.TranscriptDelay ?? Default.TranscriptDelay,
            Seed = request.Seed ?? Default.Seed,
            HasChanges = request.HasChanges,
        };

    /// <summary>Returns the plan of an earlier run, unchanged.</summary>
    /// <exception cref="InvalidOptionException">The request is for another workspace.</exception>
    public SimulationPlan Resume(SimulationRequest request)
    {
        Check("--calls", request.Calls, Calls);
        Check("--arrivals-per-minute", request.ArrivalsPerMinute, ArrivalsPerMinute);
        Check("--transcript-delay", request.TranscriptDelay, TranscriptDelay);
        Check("--seed", request.Seed, Seed);
        return this;

        static void Check<T>(string option, T? requested, T planned)
            where T : struct
        {
            if (requested is { } value && !value.Equals(planned))
                throw new InvalidOptionException(option, $"{value}", $"{planned}, as in the earlier run in that folder, or another --data");
        }
    }

    public SimulatorOptions ToOptions() =>
        new()
        {
            Start = Start,
            Calls = Calls,
            ArrivalsPerMinute = ArrivalsPerMinute,
            TranscriptDelay = TranscriptDelay,
            Seed = Seed,
            Faults = HasChanges ? Changes : FaultOptions.None,
        };
}
