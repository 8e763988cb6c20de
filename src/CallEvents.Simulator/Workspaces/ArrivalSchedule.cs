using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Workspaces;

/// <summary>
/// The arrival time of each call: one call at a random point of each interval. The schedule is fixed at the start and needs no
/// timer, so that neither a busy machine nor a fake clock affects it.
/// </summary>
internal sealed class ArrivalSchedule(SimulatorOptions options, DateTimeOffset start)
{
    private long limit = options.ArrivalsPerMinute == 0 ? 0 : options.StopArrivalsAfter ?? long.MaxValue;

    public long Arrived { get; private set; }

    public long? Remaining => limit == long.MaxValue ? null : limit - Arrived;

    /// <summary>Cancels all further arrivals.</summary>
    public void Stop() => limit = Arrived;

    /// <summary>Takes the next arrival if its time has come at <paramref name="now"/>.</summary>
    public bool TryTake(DateTimeOffset now, out long number, out DateTimeOffset at)
    {
        (number, at) = (Arrived, default);
        if (number >= limit)
            return false;

        var position = number + new SeededRandom(options.Seed, "arrival time", number).NextFraction();
        at = start + position / options.ArrivalsPerMinute * TimeSpan.FromMinutes(1);
        if (at > now)
            return false;

        Arrived++;
        return true;
    }
}
