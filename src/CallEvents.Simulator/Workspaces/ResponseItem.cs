using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Workspaces;

/// <summary>A call as a response shows it.</summary>
internal sealed record ResponseItem(SimulatedCallState State, IReadOnlyList<SimulatedSegment>? Transcript = null, bool IsComplete = false)
{
    public SimulatedCall Call { get; init; } = State.Call;

    public string[] Deviations { get; init; } = [];

    /// <summary>
    /// Records that the call was shown. Runs immediately before the last bytes are sent, so that a client that has received them
    /// also finds the record.
    /// </summary>
    public void RecordExposure(DateTimeOffset now)
    {
        State.Exposure.Record(Call, now, Deviations);
        if (Transcript is { } transcript)
            State.Exposure.RecordTranscript(transcript.Count, IsComplete, now);
    }
}
