using CallEvents.Contracts;
using CallEvents.Poller.Api;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Calls;

/// <summary>
/// The decision at the heart of the poller: what the API shows, the row we have, and the time come to the new row and the
/// facts to tell. Pure; list answers and answers about one call both go through it.
/// </summary>
internal static class CallDecider
{
    public static CallDecision Decide(CallState? row, CallObservation observation, ObservationContext context)
    {
        var events = new EventRecorder(context, row?.Revision ?? 0);
        var snapshot = observation switch
        {
            CallObservation.FromList listed => ApplyFields(row, listed.Call, observation, context, events),
            CallObservation.FromDetail detailed => ApplyFields(row, detailed.Call, observation, context, events),
            _ => row,
        };
        if (snapshot is null)
            return new CallDecision(null, []);

        var next = observation switch
        {
            CallObservation.FromDetail { Transcript: { } transcript } => ApplyTranscript(snapshot, transcript, context, events),
            CallObservation.FromDetail => ApplyNoTranscript(snapshot, TranscriptUnavailableReasons.NotReady, context, events),
            CallObservation.NotFound => ApplyNoTranscript(snapshot, TranscriptUnavailableReasons.NotFound, context, events),
            _ => ApplyRequeue(snapshot, context),
        };
        return new CallDecision(next with { Revision = events.Revision }, events.Events);
    }

    private static CallState? ApplyFields(CallState? row, CallSnapshot snapshot, CallObservation observation, ObservationContext context, EventRecorder events)
    {
        if (row is null)
        {
            var call = snapshot.ApplyTo(null);
            return call.CreatedAt < context.StartFrom || call.CreatedAt > context.Now + FutureTolerance ? null : Discover(call, observation.SentAt, context, events);
        }

        if (!IsNewest(row, observation, context))
            return row;

        var previous = row.ToCall();
        var now = snapshot.ApplyTo(previous);
        var changed = row.Fingerprint is null ? ChangedFields.Between(previous, now) : Fingerprint.Changes(row, snapshot, now);
        if (changed.Count > 0)
            events.AddUpdated(now, previous, changed);

        // A thinned row that a page shows unchanged stays thin; what is told with a transcript needs it whole, if it is shown whole.
        var shownWhole = snapshot.RepId.IsPresent && snapshot.ProspectEmail.IsPresent;
        var staysThin = row.Fingerprint is not null && changed.Count == 0 && (observation is CallObservation.FromList || !shownWhole);
        return (staysThin ? row : row.With(now)) with { AnsweredAt = observation.SentAt };
    }

    /// <summary>
    /// An answer to an older request, or one so old that nobody remembers what came meanwhile, changes no field. A last answer
    /// in the future comes from a clock that has been corrected since, and says nothing.
    /// </summary>
    private static bool IsNewest(CallState row, CallObservation observation, ObservationContext context) =>
        (observation.SentAt >= row.AnsweredAt || row.AnsweredAt > context.Now) && context.Now - observation.SentAt <= RecentObservations.RetentionTime;

    /// <summary>
    /// A slice ends at a whole second, so a call may be dated up to a second ahead of now. One further ahead is told when its
    /// time comes: no watermark is past it.
    /// </summary>
    private static readonly TimeSpan FutureTolerance = TimeSpan.FromSeconds(1);

    private static CallState Discover(Call call, DateTimeOffset sentAt, ObservationContext context, EventRecorder events)
    {
        var row = new CallState
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
        events.AddRecorded(call, row.Lane);
        return row.With(call);
    }

    private static CallState ApplyTranscript(CallState row, IReadOnlyList<Segment> transcript, ObservationContext context, EventRecorder events)
    {
        var shape = TranscriptShape.Of(transcript);
        var first = row.Transcript != TranscriptState.Transcribed;
        var tell = first || shape.HasGrownSince(new TranscriptShape(row.TranscriptSegments, row.TranscriptLength));
        if (!tell)
            return row with { NextCheckAt = null };

        events.AddTranscribed(row.ToCall(), transcript, row.Lane);
        return row with
        {
            Transcript = TranscriptState.Transcribed,
            TranscriptSegments = shape.Segments,
            TranscriptLength = shape.Length,
            // Looked at once more, not for ever: only the first sight can ask for a second one.
            NextCheckAt = first && TranscriptShape.EndsWellBefore(transcript, row.DurationSeconds) ? context.Now + context.Schedule.SettleAfter : null,
        };
    }

    private static CallState ApplyNoTranscript(CallState row, string reason, ObservationContext context, EventRecorder events)
    {
        if (row.Transcript != TranscriptState.Pending)
            return row with { NextCheckAt = null };

        var waited = TranscriptSchedule.WaitedAfterCheck(row, context.Now);
        var checks = row.Checks + 1;
        var waiting = row with { Checks = checks, CheckedAt = context.Now, Waited = waited };
        if (waited < context.Schedule.GiveUpAfter)
            return waiting with { NextCheckAt = context.Now + TranscriptSchedule.Delay(context.Schedule, checks, waited, context.Jitter) };

        events.AddUnavailable(row.ToCall(), reason, row.Lane);
        return waiting with { Transcript = TranscriptState.GivenUp, NextCheckAt = null };
    }

    /// <summary>
    /// A given-up call that a re-read shows is looked at once more: its transcript may have come after all. A check that was
    /// planned by a clock that was ahead, and was corrected since, would come as much too late: it is due now.
    /// </summary>
    private static CallState ApplyRequeue(CallState row, ObservationContext context) =>
        row.Transcript == TranscriptState.GivenUp && row.NextCheckAt is null && context.RetriesGivenUp
            ? row with { NextCheckAt = context.Now, Lane = row.Lane == Lane.Live ? Lane.Reread : row.Lane }
            : row.NextCheckAt is { } plannedAt && (row.CheckedAt ?? row.DiscoveredAt) > context.Now + ServerClock.SkewTolerance ? row with { NextCheckAt = Earlier(plannedAt, TranscriptSchedule.Reschedule(row.Transcript, context.Schedule, context.Now)) }
            : row;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
