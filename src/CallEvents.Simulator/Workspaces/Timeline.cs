namespace CallEvents.Simulator.Workspaces;

/// <summary>What is to happen in a workspace, by when: the arrivals, and what is planned for calls that misbehave.</summary>
internal sealed class Timeline(ArrivalTimetable arrivals)
{
    private readonly PriorityQueue<Action<DateTimeOffset>, (DateTimeOffset At, long Number)> planned = new();
    private long plannedSoFar;

    public long Arrived => arrivals.Arrived;

    public long? ArrivalsLeft => arrivals.Left;

    public void StopArrivals() => arrivals.Stop();

    public void Plan(DateTimeOffset at, Action<DateTimeOffset> happen) => planned.Enqueue(happen, (at, plannedSoFar++));

    /// <summary>Lets happen what is due by now, in its order; what is planned meanwhile too.</summary>
    public void CatchUp(DateTimeOffset now, Action<long, DateTimeOffset> arrive)
    {
        while (true)
        {
            var isPlanned = planned.TryPeek(out _, out var due) && due.At <= now;
            if (arrivals.TryTake(isPlanned ? due.At : now, out var number, out var at))
                arrive(number, at);
            else if (isPlanned)
                planned.Dequeue()(due.At);
            else
                return;
        }
    }
}
