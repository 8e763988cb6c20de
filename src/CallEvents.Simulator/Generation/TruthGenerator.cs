using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Generation;

/// <summary>Draws a call together with what only the workspace knows of it: when it shows, and its transcript.</summary>
internal sealed class TruthGenerator(long seed, TimeSpan transcriptDelay)
{
    private readonly CallGenerator calls = new(seed);

    public IReadOnlyList<SimulatedRep> Reps => calls.Cast.Reps;

    public CallTruth Draw(string purpose, long number, DateTimeOffset at, DateTimeOffset shownAt, Func<SimulatedCall, SimulatedCall>? change)
    {
        var (drawn, script) = calls.Draw(purpose, number, at);
        var call = change?.Invoke(drawn) ?? drawn;
        return new CallTruth
        {
            Call = call,
            ShownAt = call.CreatedAt > shownAt ? call.CreatedAt : shownAt,
            TranscriptReadyAt = (call.CreatedAt == drawn.CreatedAt ? at : call.CreatedAt) + transcriptDelay,
            Script = script with { DurationSeconds = call.DurationSeconds ?? script.DurationSeconds },
        };
    }
}
