using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Workspaces;

/// <summary>
/// When each call arrives: one somewhere in each equal part of time. It is known from the start and needs no timer, so a busy
/// machine or a fake clock changes nothing about it.
/// </summary>
internal sealed class ArrivalTimetable(SimulatorOptions options, DateTimeOffset start)
{
    private long limit = options.ArrivalsPerMinute == 0 ? 0 : options.StopArrivalsAfter ?? long.MaxValue;

    public long Arrived { get; private set; }

    public long? Left => limit == long.MaxValue ? null : limit - Arrived;

    /// <summary>Those that have arrived were the last.</summary>
    public void Stop() => limit = Arrived;

    /// <summary>Takes the next arrival that is due at <paramref name="now"/>, if any.</summary>
    public bool TryTake(DateTimeOffset now, out long number, out DateTimeOffset at)
    {
        (number, at) = (Arrived, default);
        if (number >= limit)
            return false;

        var part = number + new Dice(options.Seed, "arrival time", number).Fraction();
        at = start + part / options.ArrivalsPerMinute * TimeSpan.FromMinutes(1);
        if (at > now)
            return false;

        Arrived++;
        return true;
    }
}
