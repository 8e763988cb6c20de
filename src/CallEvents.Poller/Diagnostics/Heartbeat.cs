namespace CallEvents.Poller.Diagnostics;

/// <summary>
/// The heartbeat of one loop. All that the loop calls beats for it. The loop is known by the flow of its asynchronous calls, so that API
/// gateway, ledger and back pressure, which all loops share, beat for the one that awaits them.
/// </summary>
internal sealed class Heartbeat(string loop, TimeProvider time)
{
    private static readonly AsyncLocal<Heartbeat?> Current = new();

    private readonly Lock sync = new();
    private long expectedAt = time.GetTimestamp();
    private int suspensions;

    /// <summary>The loop, as the health check calls it.</summary>
    public string Loop => loop;

    /// <summary>How long a beat has been missing.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (sync)
                return suspensions > 0 ? TimeSpan.Zero : time.GetElapsedTime(expectedAt);
        }
    }

    /// <summary>Records that the running loop goes on.</summary>
    /// <param name="next">How long it may now take until the next beat, such as a delay or a deadline.</param>
    public static void Beat(TimeSpan next = default) => Current.Value?.Record(next);

    /// <summary>
    /// The running loop awaits something that may take hours: the end of a <c>Retry-After</c>, or another loop, which has a heartbeat of
    /// its own. No beat is expected until disposed.
    /// </summary>
    public static IDisposable? Suspend() => Current.Value is { } running ? new Suspension(running) : null;

    public Task RunAsync(Func<Task> run)
    {
        Current.Value = this;
        return run();
    }

    /// <summary>One of several concurrent steps does not take back what another has announced.</summary>
    private void Record(TimeSpan next)
    {
        var at = time.GetTimestamp() + (long)(next.TotalSeconds * time.TimestampFrequency);
        lock (sync)
            expectedAt = Math.Max(expectedAt, at);
    }

    private sealed class Suspension : IDisposable
    {
        private readonly Heartbeat heartbeat;

        public Suspension(Heartbeat heartbeat)
        {
            this.heartbeat = heartbeat;
            Add(1);
        }

        public void Dispose()
        {
            heartbeat.Record(TimeSpan.Zero);
            Add(-1);
        }

        private void Add(int count)
        {
            lock (heartbeat.sync)
                heartbeat.suspensions += count;
        }
    }
}
