using CallEvents.Poller.Api;

namespace CallEvents.Poller.Calls;

/// <summary>When a transcript is looked for again, and when the wait is over.</summary>
internal static class TranscriptSchedule
{
    /// <summary>How far a delay is spread to both sides, as a part of it.</summary>
    private const double JitterRange = 0.2;

    private static readonly TimeSpan MinTolerance = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The wait as it stands after a check that was answered with "not yet". A check that came much later than planned adds
    /// nothing: the poller was down, paused or not answered, and a transcript is not given up for that.
    /// </summary>
    public static TimeSpan WaitedAfterCheck(CallState state, DateTimeOffset now)
    {
        if (state.CheckedAt is not { } last || state.NextCheckAt is not { } planned)
            return state.Waited;

        var tolerance = TimeSpan.FromTicks(Math.Max((planned - last).Ticks / 2, MinTolerance.Ticks));
        return now - planned > tolerance || now <= last ? state.Waited : state.Waited + (now - last);
    }

    /// <summary>The delay to the next check: doubling, spread by jitter, and never past the moment of giving up.</summary>
    public static TimeSpan Delay(TranscriptOptions schedule, int checks, TimeSpan waited, double jitter)
    {
        var doubled = schedule.FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(checks - 1, 40));
        var spread = Math.Min(doubled, schedule.MaxRetry.TotalSeconds) * (1 - JitterRange + (2 * JitterRange * jitter));
        var left = (schedule.GiveUpAfter - waited).TotalSeconds;
        return TimeSpan.FromSeconds(Math.Max(Math.Min(spread, left), Math.Min(schedule.FirstRetry.TotalSeconds, 1)));
    }

    /// <summary>
    /// No check is planned further ahead than this, one that could not be read and waits for an hour included. One that is was
    /// planned by a clock that was ahead itself and has been corrected since.
    /// </summary>
    public static TimeSpan MaxDelay(TranscriptOptions schedule) =>
        new[] { schedule.MaxRetry * (1 + JitterRange), schedule.SettleAfter, RetryIntervals.Parked }.Max() + ServerClock.SkewTolerance;

    /// <summary>
    /// When to make a check that a clock ahead has planned. The look at a transcript that may have been read too early is not to come
    /// too early itself.
    /// </summary>
    public static DateTimeOffset Reschedule(TranscriptState state, TranscriptOptions schedule, DateTimeOffset now) =>
        state == TranscriptState.Transcribed ? now + schedule.SettleAfter : now;
}
