namespace CallEvents.Simulator.Workspaces;

/// <summary>The timeline of a workspace: arrivals, and actions scheduled by arrival faults.</summary>
internal sealed class Timeline(ArrivalSchedule arrivals)
{
    private readonly PriorityQueue<Action<DateTimeOffset>, (DateTimeOffset At, long Number)> scheduled = new();
    private long scheduledCount;

    public long Arrived => arrivals.Arrived;

    public long? ArrivalsLeft => arrivals.Remaining;

    public void StopArrivals() => arrivals.Stop();

    public void Schedule(DateTimeOffset at, Action<DateTimeOffset> action) => scheduled.Enqueue(action, (at, scheduledCount++));

    /// <summary>Runs everything up to now in the order of time, including actions that are scheduled in the process.</summary>
    public void AdvanceTo(DateTimeOffset now, Action<long, DateTimeOffset> arrive)
    {
        while (true)
        {
            var hasScheduled = scheduled.TryPeek(out _, out var next) && next.At <= now;
            if (arrivals.TryTake(hasScheduled ? next.At : now, out var number, out var at))
                arrive(number, at);
            else if (hasScheduled)
                scheduled.Dequeue()(next.At);
            else
                return;
        }
    }
}
