using CallEvents.Simulator;

namespace CallEvents.Local.Revont;

/// <summary>A simulated workspace in all that decides what is in it, so that a later run meets the same one.</summary>
internal sealed record SimulationPlan
{
    /// <summary>A workspace in which something happens every other second.</summary>
    public static SimulationPlan Default { get; } = new()
    {
        Calls = 200,
        ArrivalsPerMinute = 30,
        TranscriptDelay = TimeSpan.FromSeconds(5),
        Seed = 1,
    };

    public DateTimeOffset Start { get; init; }

    public required int Calls { get; init; }

    public required double ArrivalsPerMinute { get; init; }

    public required TimeSpan TranscriptDelay { get; init; }

    public required long Seed { get; init; }

    public static SimulationPlan Begin(SimulationWish wish, DateTimeOffset now) => new()
    {
        Start = now,
        Calls = wish.Calls ?? Default.Calls,
        ArrivalsPerMinute = wish.ArrivalsPerMinute ?? Default.ArrivalsPerMinute,
        TranscriptDelay = wish.TranscriptDelay ?? Default.TranscriptDelay,
        Seed = wish.Seed ?? Default.Seed,
    };

    /// <summary>The plan of an earlier run, which stays as it was.</summary>
    /// <exception cref="WrongOptionException">The wish is for another workspace.</exception>
    public SimulationPlan GoOn(SimulationWish wish)
    {
        Check("--calls", wish.Calls, Calls);
        Check("--arrivals-per-minute", wish.ArrivalsPerMinute, ArrivalsPerMinute);
        Check("--transcript-delay", wish.TranscriptDelay, TranscriptDelay);
        Check("--seed", wish.Seed, Seed);
        return this;

        static void Check<T>(string option, T? wished, T planned)
            where T : struct
        {
            if (wished is { } value && !value.Equals(planned))
                throw new WrongOptionException(option, $"{value}", $"{planned}, as in the earlier run in that folder, or another --data");
        }
    }

    public SimulatorOptions ToOptions() => new()
    {
        Start = Start,
        Calls = Calls,
        ArrivalsPerMinute = ArrivalsPerMinute,
        TranscriptDelay = TranscriptDelay,
        Seed = Seed,
    };
}
