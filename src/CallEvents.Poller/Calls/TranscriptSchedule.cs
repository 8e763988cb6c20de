using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Calls;

/// <summary>Schedules transcript checks, and decides when to give up.</summary>
internal static class TranscriptSchedule
{
    /// <summary>The jitter in both directions, as a fraction of the delay.</summary>
    private const double JitterRange = 0.2;

    private static readonly TimeSpan MinTolerance = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The waiting time after a check that was answered with "not yet". A check made much later than planned adds nothing: the poller was
    /// down, paused or not answered, and that is no reason to give up.
    /// </summary>
    public static TimeSpan WaitedAfterCheck(CallState state, DateTimeOffset now)
    {
        if (state.CheckedAt is not { } last || state.NextCheckAt is not { } planned)
            return state.Waited;

        var tolerance = TimeSpan.FromTicks(Math.Max((planned - last).Ticks / 2, MinTolerance.Ticks));
        return now - planned > tolerance || now <= last ? state.Waited : state.Waited + (now - last);
    }

    /// <summary>The delay to the next check: doubling, with jitter, and never past the time of giving up.</summary>
    public static TimeSpan Delay(TranscriptOptions schedule, int checks, TimeSpan waited, double jitter)
    {
        var delay = ExponentialBackoff.Delay(checks, schedule.FirstRetry, schedule.MaxRetry).TotalSeconds;
        var spread = delay * (1 - JitterRange + (2 * JitterRange * jitter));
        var left = (schedule.GiveUpAfter - waited).TotalSeconds;
        return TimeSpan.FromSeconds(Math.Max(Math.Min(spread, left), Math.Min(schedule.FirstRetry.TotalSeconds, 1)));
    }

    /// <summary>
    /// No check is planned further ahead than this, including the retry of one that could not be read. One that is was planned by a fast
    /// clock that has been corrected since.
    /// </summary>
    public static TimeSpan MaxDelay(TranscriptOptions schedule) =>
        new[] { schedule.MaxRetry * (1 + JitterRange), schedule.SettleAfter, RetryIntervals.Parked }.Max() + ClockSkew.Tolerance;

    /// <summary>
    /// The new time of a check that a fast clock has planned. The second check of a transcript that may be partial must not come too early.
    /// </summary>
    public static DateTimeOffset Reschedule(TranscriptState state, TranscriptOptions schedule, DateTimeOffset now) =>
        state == TranscriptState.Transcribed ? now + schedule.SettleAfter : now;
}
