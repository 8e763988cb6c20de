using CallEvents.Contracts;
using CallEvents.Revont.Calls;

namespace CallEvents.Poller.Calls;

/// <summary>
/// Decides what an observation of a call changes: from what the API shows, the state we have and the time to the new state and the events
/// to publish. Pure; list items and single-call responses both go through it.
/// </summary>
internal static class CallDecider
{
    /// <summary>
    /// A slice ends at a whole second, so a call may be dated up to a second ahead of now. One further ahead is published when its time
    /// comes: no watermark is past it.
    /// </summary>
    private static readonly TimeSpan FutureTolerance = TimeSpan.FromSeconds(1);

    public static CallDecision Decide(CallState? state, CallObservation observation, ObservationContext context)
    {
        var events = new EventRecorder(context, state?.Revision ?? 0);
        var current = observation switch
        {
            CallObservation.FromList listed => ApplyFields(state, listed.Call, observation, context, events),
            CallObservation.FromDetail detailed => ApplyFields(state, detailed.Call, observation, context, events),
            _ => state,
        };
        if (current is null)
            return new CallDecision(null, []);

        var next = observation switch
        {
            CallObservation.FromDetail { Transcript: { } transcript } => ApplyTranscript(current, transcript, context, events),
            CallObservation.FromDetail => ApplyNoTranscript(current, TranscriptUnavailableReasons.NotReady, context, events),
            CallObservation.NotFound => ApplyNoTranscript(current, TranscriptUnavailableReasons.NotFound, context, events),
            _ => RequeueCheck(current, context),
        };
        return new CallDecision(next with { Revision = events.Revision }, events.Events);
    }

    private static CallState? ApplyFields(
        CallState? state,
        CallSnapshot snapshot,
        CallObservation observation,
        ObservationContext context,
        EventRecorder events
    )
    {
        if (state is null)
        {
            var call = snapshot.ApplyTo(null);
            var isInRange = call.CreatedAt >= context.StartFrom && call.CreatedAt <= context.Now + FutureTolerance;
            return isInRange ? Discover(call, observation.SentAt, context, events) : null;
        }

        if (!IsNewest(state, observation, context))
            return state;

        var previous = state.ToCall();
        var now = Precision.Keep(known: previous, shown: snapshot.ApplyTo(previous));
        var changed = state.Fingerprint is null
            ? ChangedFields.Between(previous, now)
            : Fingerprint.Changes(context.FingerprintKey, state, snapshot, now);
        if (changed.Count > 0)
            events.AddUpdated(now, previous, changed);

        // A redacted call that a page shows unchanged stays redacted. A transcript is published with the whole call, if it is shown whole.
        var isWhole = snapshot.RepId.IsPresent && snapshot.ProspectEmail.IsPresent;
        var staysRedacted = state.Fingerprint is not null && changed.Count == 0 && (observation is CallObservation.FromList || !isWhole);
        var next =
            !staysRedacted ? state.With(now)
            : isWhole && !Fingerprint.IsComparable(context.FingerprintKey, state.Fingerprint!)
                ? state.With(now).Redacted(context.FingerprintKey)
            : state;
        return next with { AnsweredAt = observation.SentAt };
    }

    /// <summary>
    /// The response to an older request changes no field, nor does one so old that later responses are no longer remembered. A last
    /// response in the future comes from a clock that has been corrected since, and is ignored.
    /// </summary>
    private static bool IsNewest(CallState state, CallObservation observation, ObservationContext context) =>
        (observation.SentAt >= state.AnsweredAt || state.AnsweredAt > context.Now)
        && context.Now - observation.SentAt <= ObservationContext.MaxAge;

    private static CallState Discover(Call call, DateTimeOffset sentAt, ObservationContext context, EventRecorder events)
    {
        var state = new CallState
        {
            Workspace = context.Workspace,
            CallId = call.Id,
            CreatedAt = call.CreatedAt,
            Revision = 0,
            DiscoveredAt = context.Now,
            AnsweredAt = sentAt,
            Lane = call.CreatedAt < context.StartedAt ? Lane.Backfill : context.Lane,
            Transcript = TranscriptState.Pending,
            NextCheckAt = context.Now,
        };
        events.AddRecorded(call, state.Lane);
        return state.With(call);
    }

    private static CallState ApplyTranscript(
        CallState state,
        IReadOnlyList<Segment> transcript,
        ObservationContext context,
        EventRecorder events
    )
    {
        var shape = TranscriptShape.Of(transcript);
        var isFirst = state.Transcript != TranscriptState.Transcribed;
        if (!isFirst && !shape.HasGrownSince(new TranscriptShape(state.TranscriptSegments, state.TranscriptLength)))
            return state with { NextCheckAt = AfterLastCheck(state, context) };

        events.AddTranscribed(state.ToCall(), transcript, state.Lane);

        // Checked once more, not without end: only the first transcript can require a second check.
        var mayBePartial = isFirst && TranscriptShape.EndsWellBefore(transcript, state.DurationSeconds);
        return state with
        {
            Transcript = TranscriptState.Transcribed,
            TranscriptSegments = shape.Segments,
            TranscriptLength = shape.Length,
            NextCheckAt = mayBePartial ? context.Now + context.Schedule.SettleAfter : AfterLastCheck(state, context),
        };
    }

    /// <summary>
    /// The plan after the only check that was left: none, unless it came early. A process that has just started sends it by a clock that
    /// may be fast, and its response corrects the clock: what was partial then may have grown by the planned time.
    /// </summary>
    private static DateTimeOffset? AfterLastCheck(CallState state, ObservationContext context) =>
        state.Transcript == TranscriptState.Transcribed && state.NextCheckAt > context.Now + ClockSkew.Noise ? state.NextCheckAt : null;

    private static CallState ApplyNoTranscript(CallState state, string reason, ObservationContext context, EventRecorder events)
    {
        if (state.Transcript != TranscriptState.Pending)
            return state with { NextCheckAt = AfterLastCheck(state, context) };

        var waited = TranscriptSchedule.WaitedAfterCheck(state, context.Now);
        var checks = state.Checks + 1;
        var waiting = state with { Checks = checks, CheckedAt = context.Now, Waited = waited };
        if (waited < context.Schedule.GiveUpAfter)
        {
            var delay = TranscriptSchedule.Delay(context.Schedule, checks, waited, context.Jitter);
            return waiting with { NextCheckAt = context.Now + delay };
        }

        events.AddUnavailable(state.ToCall(), reason, state.Lane);
        return waiting with { Transcript = TranscriptState.GivenUp, NextCheckAt = null };
    }

    /// <summary>
    /// A given-up call that a re-read shows gets one more check: its transcript may exist by now. A check that was planned by a fast
    /// clock, corrected since, would be as much too late: it is due now.
    /// </summary>
    private static CallState RequeueCheck(CallState state, ObservationContext context)
    {
        if (state.Transcript == TranscriptState.GivenUp && state.NextCheckAt is null && context.RetriesGivenUp)
            return state with { NextCheckAt = context.Now, Lane = state.Lane == Lane.Live ? Lane.Reread : state.Lane };

        var plannedByFastClock = (state.CheckedAt ?? state.DiscoveredAt) > context.Now + ClockSkew.Tolerance;
        if (state.NextCheckAt is not { } planned || !plannedByFastClock)
            return state;

        var rescheduled = TranscriptSchedule.Reschedule(state.Transcript, context.Schedule, context.Now);
        return state with { NextCheckAt = planned < rescheduled ? planned : rescheduled };
    }
}
