namespace CallEvents.Simulator.Workspaces;

/// <summary>The levers by which a test changes what is said in a call. Every change shows in the next answer.</summary>
public static class TranscriptLevers
{
    /// <summary>Gives a call another transcript, ready now. An empty one shows as <c>[]</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no call by that id.</exception>
    public static void SetTranscript(this SimulatedWorkspace workspace, string id, IReadOnlyList<SimulatedSegment> transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        workspace.Replace(id, (truth, now) => truth with { GivenTranscript = [.. transcript], TranscriptReadyAt = now, TranscriptWholeAt = null });
    }

    /// <summary>Adds segments to the end of a transcript; to a call without one, it is ready now.</summary>
    /// <exception cref="KeyNotFoundException">There is no call by that id.</exception>
    public static void ExtendTranscript(this SimulatedWorkspace workspace, string id, IReadOnlyList<SimulatedSegment> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        workspace.Replace(id, (truth, now) => truth with
        {
            GivenTranscript = [.. truth.Transcript ?? [], .. more],
            TranscriptReadyAt = truth.TranscriptReadyAt ?? now,
        });
    }

    /// <summary>Takes a call's transcript away: the API shows null until one is set.</summary>
    /// <exception cref="KeyNotFoundException">There is no call by that id.</exception>
    public static void RemoveTranscript(this SimulatedWorkspace workspace, string id) =>
        workspace.Replace(id, (truth, _) => truth with { GivenTranscript = null, Script = null, TranscriptReadyAt = null });

    /// <summary>Says when the transcript that a call has becomes ready.</summary>
    /// <exception cref="KeyNotFoundException">There is no call by that id.</exception>
    /// <exception cref="InvalidOperationException">The call has no transcript.</exception>
    public static void SetTranscriptReadyAt(this SimulatedWorkspace workspace, string id, DateTimeOffset readyAt) =>
        workspace.Replace(id, (truth, _) => truth.TranscriptReadyAt is null
            ? throw new InvalidOperationException($"Call {id} has no transcript.")
            : truth with { TranscriptReadyAt = readyAt });
}
