using CallEvents.Contracts;
using CallEvents.Poller.Api;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Calls;

/// <summary>
/// The decision at the heart of the poller: what the API shows, the row we have, and the time come to the new row and the
/// facts to tell. Pure; list answers and answers about one call both go through it.
/// </summary>
internal static class Observe
{
    public static Observation Of(CallRow? row, Answer answer, Moment moment)
    {
        var telling = new Telling(moment, row?.Revision ?? 0);
        var seen = answer switch
        {
            Answer.Listed listed => Call(row, listed.Call, answer, moment, telling),
            Answer.Detailed detailed => Call(row, detailed.Call, answer, moment, telling),
            _ => row,
        };
        if (seen is null)
            return new Observation(null, []);

        var next = answer switch
        {
            Answer.Detailed { Transcript: { } transcript } => Transcript(seen, transcript, moment, telling),
            Answer.Detailed => NoTranscript(seen, TranscriptUnavailableReasons.NotReady, moment, telling),
            Answer.Missing => NoTranscript(seen, TranscriptUnavailableReasons.NotFound, moment, telling),
            _ => PutBack(seen, moment),
        };
        return new Observation(next with { Revision = telling.Revision }, telling.Facts);
    }

    private static CallRow? Call(CallRow? row, SeenCall seen, Answer answer, Moment moment, Telling telling)
    {
        if (row is null)
        {
            var call = seen.Over(null);
            return call.CreatedAt < moment.StartFrom || call.CreatedAt > moment.Now + ClockSlack ? null : First(call, answer.SentAt, moment, telling);
        }

        if (!IsNewest(row, answer, moment))
            return row;

        var previous = row.ToCall();
        var now = seen.Over(previous);
        var changed = row.Fingerprint is null ? ChangedFields.Between(previous, now) : Fingerprint.Changes(row, seen, now);
        if (changed.Count > 0)
            telling.Updated(now, previous, changed);

        // A thinned row that a page shows unchanged stays thin; what is told with a transcript needs it whole, if it is shown whole.
        var shownWhole = seen.RepId.Present && seen.ProspectEmail.Present;
        var staysThin = row.Fingerprint is not null && changed.Count == 0 && (answer is Answer.Listed || !shownWhole);
        return (staysThin ? row : row.With(now)) with { AnsweredAt = answer.SentAt };
    }

    /// <summary>
    /// An answer to an older request, or one so old that nobody remembers what came meanwhile, changes no field. A last answer
    /// in the future comes from a clock that has been corrected since, and says nothing.
    /// </summary>
    private static bool IsNewest(CallRow row, Answer answer, Moment moment) =>
        (answer.SentAt >= row.AnsweredAt || row.AnsweredAt > moment.Now) && moment.Now - answer.SentAt <= RecentAnswers.Memory;

    /// <summary>
    /// A slice ends at a whole second, so a call may be dated up to a second ahead of now. One further ahead is told when its
    /// time comes: no watermark is past it.
    /// </summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(1);

    private static CallRow First(Call call, DateTimeOffset sentAt, Moment moment, Telling telling)
    {
        var row = new CallRow
        {
            Workspace = moment.Workspace,
            CallId = call.Id,
            CreatedAt = call.CreatedAt,
            Revision = 0,
            SeenAt = moment.Now,
            AnsweredAt = sentAt,
            Lane = call.CreatedAt < moment.StartedAt ? Lane.Backfill : moment.Lane,
            Transcript = TranscriptState.Pending,
            NextCheck = moment.Now,
        };
        telling.Recorded(call, row.Lane);
        return row.With(call);
    }

    private static CallRow Transcript(CallRow row, IReadOnlyList<Segment> transcript, Moment moment, Telling telling)
    {
        var shape = TranscriptShape.Of(transcript);
        var first = row.Transcript != TranscriptState.Transcribed;
        var tell = first || shape.HasGrownFrom(new TranscriptShape(row.TranscriptSegments, row.TranscriptLength));
        if (!tell)
            return row with { NextCheck = null };

        telling.Transcribed(row.ToCall(), transcript, row.Lane);
        return row with
        {
            Transcript = TranscriptState.Transcribed,
            TranscriptSegments = shape.Segments,
            TranscriptLength = shape.Length,
            // Looked at once more, not for ever: only the first sight can ask for a second one.
            NextCheck = first && TranscriptShape.EndsWellBefore(transcript, row.DurationSeconds) ? moment.Now + moment.Schedule.SettleAfter : null,
        };
    }

    private static CallRow NoTranscript(CallRow row, string reason, Moment moment, Telling telling)
    {
        if (row.Transcript != TranscriptState.Pending)
            return row with { NextCheck = null };

        var waited = TranscriptSchedule.Waited(row, moment.Now);
        var checks = row.Checks + 1;
        var waiting = row with { Checks = checks, CheckedAt = moment.Now, Waited = waited };
        if (waited < moment.Schedule.GiveUpAfter)
            return waiting with { NextCheck = moment.Now + TranscriptSchedule.Delay(moment.Schedule, checks, waited, moment.Jitter) };

        telling.Unavailable(row.ToCall(), reason, row.Lane);
        return waiting with { Transcript = TranscriptState.GivenUp, NextCheck = null };
    }

    /// <summary>
    /// A given-up call that a re-read shows is looked at once more: its transcript may have come after all. A check that was
    /// planned by a clock that was ahead, and was corrected since, would come as much too late: it is due now.
    /// </summary>
    private static CallRow PutBack(CallRow row, Moment moment) =>
        row.Transcript == TranscriptState.GivenUp && row.NextCheck is null && moment.PutsBack
            ? row with { NextCheck = moment.Now, Lane = row.Lane == Lane.Live ? Lane.Reread : row.Lane }
            : row.NextCheck is { } planned && (row.CheckedAt ?? row.SeenAt) > moment.Now + ApiClock.Hop ? row with { NextCheck = Earlier(planned, TranscriptSchedule.Anew(row.Transcript, moment.Schedule, moment.Now)) }
            : row;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
