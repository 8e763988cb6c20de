using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The circuit's state, and the messages that wait for it: all pass while it is closed, else one probe at a time.</summary>
internal sealed class CircuitGate
{
    // Timers count no further than 49 days, and a downstream that asks for more than one day does not mean it.
    private static readonly TimeSpan MaxRequestedDelay = TimeSpan.FromDays(1);

    private readonly string name;
    private readonly DownstreamOptions options;
    private readonly TimeProvider time;
    private readonly OutageLog log;
    private readonly CancellationToken stopping;
    private readonly CircuitBreaker breaker;
    private readonly Lock sync = new();
    private readonly List<MessageTrial> waiters = [];
    private TaskCompletionSource stateChanged = NewSignal();

    public CircuitGate(string name, DownstreamOptions options, TimeProvider time, OutageLog log, CancellationToken stopping)
    {
        (this.name, this.options, this.time, this.log, this.stopping) = (name, options, time, log, stopping);
        breaker = new CircuitBreaker(options.BreakDuration, options.MaxBreakDuration, time);
    }

    /// <summary>What a message may do that has come through.</summary>
    public enum Entry
    {
        /// <summary>The circuit is closed.</summary>
        Pass,

        /// <summary>The message is the probe.</summary>
        TryMessage,

        /// <summary>The downstream's own probe is to be run before anything else.</summary>
        RunProbe,
    }

    /// <summary>Null while the circuit is closed.</summary>
    public Outage? Outage { get; private set; }

    /// <summary>How many messages wait.</summary>
    public int Waiting { get; private set; }

    public CircuitState State
    {
        get
        {
            lock (sync)
                return breaker.State;
        }
    }

    /// <summary>Waits for a closed circuit, or for the right to probe it.</summary>
    /// <exception cref="RequeueException">The message was held for too long, or the bus stops.</exception>
    public async Task<Entry> EnterAsync(MessageTrial trial, CancellationToken cancellationToken)
    {
        lock (sync)
        {
            waiters.Add(trial);
            Waiting = waiters.Count;
        }

        try
        {
            while (true)
            {
                Task change;
                TimeSpan untilProbe;
                lock (sync)
                {
                    if (breaker.State is CircuitState.Closed)
                        return Entry.Pass;
                    if (MayProbe(trial) && breaker.TryProbe())
                        return Outage!.EndsWithProbe ? Entry.RunProbe : Entry.TryMessage;
                    untilProbe =
                        MayProbe(trial) && breaker.State is CircuitState.Open ? breaker.UntilProbe!.Value : Timeout.InfiniteTimeSpan;
                    change = stateChanged.Task;
                }

                await WaitAsync(trial, change, untilProbe, cancellationToken);
            }
        }
        finally
        {
            lock (sync)
            {
                waiters.Remove(trial);
                Waiting = waiters.Count;

                // Others may have waited for this one to probe.
                if (breaker.State is CircuitState.Open)
                    SignalStateChange();
            }
        }
    }

    /// <summary>Holds one message back, while the others pass.</summary>
    /// <exception cref="RequeueException">As of <see cref="EnterAsync"/>.</exception>
    public async Task PauseAsync(MessageTrial trial, TimeSpan pause, CancellationToken cancellationToken)
    {
        var resumed = time.GetTimestamp();
        while (pause - time.GetElapsedTime(resumed) is var left && left > TimeSpan.Zero)
            await WaitAsync(trial, Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken), left, cancellationToken);
    }

    /// <summary>Closes it: the downstream has answered.</summary>
    public void Close(bool wasProbe) =>
        Change(
            wasProbe,
            _ =>
            {
                breaker.Close();
                return null;
            }
        );

    /// <summary>Ends a probe that has shown nothing.</summary>
    public void Abandon(bool wasProbe) =>
        Change(
            wasProbe,
            before =>
            {
                if (wasProbe)
                    breaker.AbandonProbe();
                return before;
            }
        );

    /// <summary>Opens it, or after a failed probe keeps it open for a longer break.</summary>
    /// <param name="failed">Why.</param>
    /// <param name="wasProbe">Several attempts may fail at the same time: only the first, and later each probe, counts.</param>
    /// <param name="endsWithProbe">Whether the downstream's probe can show the end of the outage.</param>
    public void Open(DownstreamResult.FailedResult failed, bool wasProbe, bool endsWithProbe) =>
        Change(
            wasProbe,
            before =>
            {
                if (before is not null && !wasProbe)
                    return before;
                var least = failed.Kind switch
                {
                    OutageKind.Unavailable => TimeSpan.Zero,
                    OutageKind.Rejecting => options.RejectingBreakDuration,
                    _ => options.OperatorBreakDuration,
                };
                breaker.Open(
                    failed.Delay > MaxRequestedDelay ? MaxRequestedDelay
                    : failed.Delay > least ? failed.Delay
                    : least
                );
                return new Outage(
                    before?.Since ?? time.GetUtcNow(),
                    before?.SinceTimestamp ?? time.GetTimestamp(),
                    failed.Reason,
                    failed.Kind,
                    breaker.Failures,
                    breaker.NextProbe!.Value
                )
                {
                    EndsWithProbe = endsWithProbe,
                };
            }
        );

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether no waiting message has failed less often: one that can never succeed must not be every probe.</summary>
    private bool MayProbe(MessageTrial trial) =>
        Outage is { EndsWithProbe: true } || trial.Failures <= waiters.Min(waiter => waiter.Failures);

    private async Task WaitAsync(MessageTrial trial, Task change, TimeSpan wait, CancellationToken cancellationToken)
    {
        var left = Left(trial);
        if (stopping.IsCancellationRequested || left == TimeSpan.Zero)
            throw new RequeueException($"{name} is unavailable: the message is requeued", cancellationToken);

        if (left != Timeout.InfiniteTimeSpan && (wait == Timeout.InfiniteTimeSpan || left < wait))
            wait = left;
        if (wait != Timeout.InfiniteTimeSpan && wait < TimeSpan.Zero)
            wait = TimeSpan.Zero;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        await Task.WhenAny(change, Task.Delay(wait, time, ended.Token));
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private TimeSpan Left(MessageTrial trial)
    {
        if (trial.MaxHoldTime == Timeout.InfiniteTimeSpan)
            return trial.MaxHoldTime;
        var left = trial.MaxHoldTime - time.GetElapsedTime(trial.StartedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Change(bool wasProbe, Func<Outage?, Outage?> change)
    {
        Outage? before,
            now;
        lock (sync)
        {
            before = Outage;
            Outage = now = change(before);
            if (wasProbe || before != now)
                SignalStateChange();
        }

        log.Record(before, now, Waiting);
    }

    private void SignalStateChange()
    {
        stateChanged.TrySetResult();
        stateChanged = NewSignal();
    }
}
