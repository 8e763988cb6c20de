using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Workspaces;

/// <summary>Generates a call with its state: when the API shows it, and its transcript.</summary>
internal sealed class CallStateGenerator(long seed, TimeSpan transcriptDelay)
{
    private readonly CallGenerator calls = new(seed);

    public IReadOnlyList<SimulatedRep> Reps => calls.Participants.Reps;

    public SimulatedCallState Generate(
        string purpose,
        long number,
        DateTimeOffset at,
        DateTimeOffset shownAt,
        Func<SimulatedCall, SimulatedCall>? change
    )
    {
        var (generated, source) = calls.Generate(purpose, number, at);
        var call = change?.Invoke(generated) ?? generated;
        return new SimulatedCallState
        {
            Call = call,
            ShownAt = call.CreatedAt > shownAt ? call.CreatedAt : shownAt,
            TranscriptReadyAt = (call.CreatedAt == generated.CreatedAt ? at : call.CreatedAt) + transcriptDelay,
            TranscriptSource = source with
            {
                DurationSeconds = call.DurationSeconds ?? source.DurationSeconds,
                IsLost = call.Outcome == "lost",
            },
        };
    }
}
