using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>
/// Decides what a replay publishes of a call, after the call was observed: the same events with what the API shows now, under the next
/// revisions. Pure.
/// </summary>
internal static class CallReplayer
{
    /// <param name="observed">The decision on the observation.</param>
    /// <param name="observation">What the API showed.</param>
    /// <param name="isNew">Whether the ledger did not know the call before.</param>
    /// <param name="order">The replay.</param>
    /// <param name="context">The context, in the lane of replays.</param>
    /// <returns>The decision, with the events of the replay behind those of the observation.</returns>
    public static CallDecision Decide(
        CallDecision observed,
        CallObservation observation,
        bool isNew,
        ReplayOrder order,
        ObservationContext context
    )
    {
        if (observed.State is not { } state)
            return observed;

        // All subscribers get what the observation itself has just published; a queue need not be bound for it.
        var published = observed.Events.Select(one => one.Type).ToHashSet();
        var events = new EventRecorder(context, state.Revision);
        var call = Shown(observation, state);
        if (IsDue(CallEventType.CallRecorded))
            events.AddRecorded(call, Lane.Replay);
        if (observation is CallObservation.FromDetail { Transcript: { } transcript })
        {
            if (IsDue(CallEventType.CallTranscribed))
                events.AddTranscribed(call, transcript, Lane.Replay);
        }
        else if (state.Transcript == TranscriptState.GivenUp && IsDue(CallEventType.CallTranscriptUnavailable))
        {
            events.AddUnavailable(call, TranscriptUnavailableReasons.NotReady, Lane.Replay);
        }

        return new CallDecision(
            state with
            {
                Revision = events.Revision,
                LastReplay = order.Job,
            },
            [.. observed.Events, .. events.Events.Select(one => one with { Replay = order })]
        );

        bool IsDue(CallEventType type) => order.Types.Contains(type) && (order.Queue is not null || !(isNew || published.Contains(type)));
    }

    /// <summary>The whole call as the response shows it: the state of a redacted one has no personal data.</summary>
    private static Call Shown(CallObservation observation, CallState state)
    {
        var known = state.ToCall();
        return observation switch
        {
            CallObservation.FromList listed => Precision.Keep(known, listed.Call.ApplyTo(known)),
            CallObservation.FromDetail detailed => Precision.Keep(known, detailed.Call.ApplyTo(known)),
            _ => known,
        };
    }
}
