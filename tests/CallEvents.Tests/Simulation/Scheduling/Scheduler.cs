namespace CallEvents.Tests.Simulation.Scheduling;

/// <summary>
/// Runs the work of all simulated processes on one thread, over virtual time: the seed draws which ready item runs next, and the time moves
/// to the next timer when nothing is ready. The same seed and the same work give the same run.
/// </summary>
internal sealed class Scheduler(int seed)
{
    /// <summary>No run needs as many items at one instant: something spins.</summary>
    private const int MaxItemsPerInstant = 200_000;

    /// <summary>Statements return immediately, so a loop of them would never leave its item.</summary>
    private const int MaxStatementsPerInstant = 20_000;

    private readonly Random random = new(seed);
    private readonly List<WorkItem> ready = [];
    private readonly PriorityQueue<DueAction, (long At, long Number)> timers = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private long timersCreated;
    private int statements;
    private volatile string? escape;

    /// <summary>Virtual time since the start, the monotonic clock of every process.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>A number below the limit, from the seed.</summary>
    public int Draw(int limit) => random.Next(limit);

    /// <summary>Counts a statement of a process. False: something reads or writes the database in a loop, and the run fails.</summary>
    public bool CountStatement() => ++statements <= MaxStatementsPerInstant;

    /// <summary>Makes an item ready.</summary>
    public void Post(SimulatedProcess process, SendOrPostCallback callback, object? state)
    {
        if (IsOnThread())
            ready.Add(new WorkItem(process, callback, state));
    }

    /// <summary>Runs an action at a later time, unless it is cancelled.</summary>
    public DueAction At(TimeSpan time, Action action)
    {
        var due = new DueAction(action);
        if (IsOnThread())
            timers.Enqueue(due, (Math.Max(time.Ticks, Now.Ticks), timersCreated++));
        return due;
    }

    /// <inheritdoc cref="At"/>
    public DueAction After(TimeSpan delay, Action action) => At(Now + delay, action);

    /// <summary>
    /// Whether this is the simulation's thread. If not, work has escaped to the thread pool, the order of steps is no longer drawn by the
    /// seed, and the run fails.
    /// </summary>
    public bool IsOnThread()
    {
        if (Environment.CurrentManagedThreadId == thread)
            return true;
        escape ??= Environment.StackTrace;
        return false;
    }

    /// <summary>Runs until a condition holds. False: the time limit came first.</summary>
    public bool RunUntil(Func<bool> isDone, TimeSpan limit)
    {
        var caller = SynchronizationContext.Current;
        try
        {
            for (var items = 0; !isDone(); items++)
            {
                if (escape is not null)
                    throw new InvalidOperationException($"Work escaped to the thread pool:{Environment.NewLine}{escape}");
                if (items > MaxItemsPerInstant || statements > MaxStatementsPerInstant)
                    throw new InvalidOperationException($"Something spins at {Now}: {items} items, {statements} statements at one instant");
                if (RunReady())
                    continue;
                if (!timers.TryPeek(out _, out var next))
                    throw new InvalidOperationException($"Nothing is ready at {Now} and no timer is due: work waits for an event outside");
                if (next.At > limit.Ticks)
                    return false;

                (items, statements) = next.At == Now.Ticks ? (items, statements) : (0, 0);
                Now = new TimeSpan(next.At);
                SynchronizationContext.SetSynchronizationContext(null);
                while (timers.TryPeek(out var due, out next) && next.At == Now.Ticks)
                {
                    timers.Dequeue();
                    due.Run();
                }
            }

            return true;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(caller);
        }
    }

    private bool RunReady()
    {
        while (ready.Count > 0)
        {
            var index = random.Next(ready.Count);
            var item = ready[index];
            ready[index] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            if (!item.Process.IsAlive || item.Process.TryHold(item.Callback, item.State))
                continue;

            SynchronizationContext.SetSynchronizationContext(item.Process);
            item.Callback(item.State);
            return true;
        }

        return false;
    }

    private readonly record struct WorkItem(SimulatedProcess Process, SendOrPostCallback Callback, object? State);
}

/// <summary>An action at a time to come.</summary>
internal sealed class DueAction(Action action)
{
    private Action? pending = action;

    public void Cancel() => pending = null;

    public void Run() => pending?.Invoke();
}
