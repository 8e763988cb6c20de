using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Workspaces;

/// <summary>Controls the transcripts of a workspace in a test. Every change is visible in the next response.</summary>
public static class TranscriptControls
{
    /// <summary>Replaces the transcript of a call; it is ready immediately. An empty transcript is returned as <c>[]</c>.</summary>
    /// <exception cref="KeyNotFoundException">No call has that id.</exception>
    public static void SetTranscript(this SimulatedWorkspace workspace, string id, IReadOnlyList<SimulatedSegment> transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        workspace.Replace(
            id,
            (state, now) => state with { TranscriptOverride = [.. transcript], TranscriptReadyAt = now, TranscriptCompleteAt = null }
        );
    }

    /// <summary>Appends segments to a transcript. If the call has none, the new transcript is ready immediately.</summary>
    /// <exception cref="KeyNotFoundException">No call has that id.</exception>
    public static void ExtendTranscript(this SimulatedWorkspace workspace, string id, IReadOnlyList<SimulatedSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        workspace.Replace(
            id,
            (state, now) =>
                state with
                {
                    TranscriptOverride = [.. state.Transcript ?? [], .. segments],
                    TranscriptReadyAt = state.TranscriptReadyAt ?? now,
                }
        );
    }

    /// <summary>Removes the transcript of a call: the API shows null until one is set.</summary>
    /// <exception cref="KeyNotFoundException">No call has that id.</exception>
    public static void RemoveTranscript(this SimulatedWorkspace workspace, string id) =>
        workspace.Replace(id, (state, _) => state with { TranscriptOverride = null, TranscriptSource = null, TranscriptReadyAt = null });

    /// <summary>Sets the time at which the transcript of a call becomes ready.</summary>
    /// <exception cref="KeyNotFoundException">No call has that id.</exception>
    /// <exception cref="InvalidOperationException">The call has no transcript.</exception>
    public static void SetTranscriptReadyAt(this SimulatedWorkspace workspace, string id, DateTimeOffset readyAt) =>
        workspace.Replace(
            id,
            (state, _) =>
                state.TranscriptReadyAt is null
                    ? throw new InvalidOperationException($"Call {id} has no transcript.")
                    : state with
                    {
                        TranscriptReadyAt = readyAt,
                    }
        );
}
