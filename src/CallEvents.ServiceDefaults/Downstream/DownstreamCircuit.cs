using System.Data.Common;
using CallEvents.ServiceDefaults.Resilience;
using Microsoft.Extensions.Logging;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>
/// Circuit breaker for what a consumer calls: a CRM, an alert channel. While it is open, one message at a time probes with exponential
/// backoff; the others wait, which also stops the endpoint's prefetch. The first success closes it.
/// </summary>
/// <remarks>
/// Not MassTransit's kill switch: the message that trips it is already in <c>_error</c>. Not its delayed redelivery: without a broker
/// plugin it kills the connection and loses messages.
/// </remarks>
public sealed class DownstreamCircuit
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
    private TaskCompletionSource stateChanged = NewSignal();
    private int waiting;
    private long retries;

    internal DownstreamCircuit(
        string name,
        DownstreamOptions options,
        TimeProvider time,
        ILogger<DownstreamCircuit> logger,
        CancellationToken stopping
    )
    {
        this.name = name;
        this.options = options;
        this.time = time;
        log = new OutageLog(name, time, logger);
        this.stopping = stopping;
        breaker = new CircuitBreaker(options.BreakDuration, options.MaxBreakDuration, time);
    }

    /// <summary>The current outage; null while the circuit is closed.</summary>
    public Outage? Outage { get; private set; }

    /// <summary>How many messages wait for the downstream at this moment.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>How many attempts were repeated since the start.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Whether messages pass, wait, or one of them probes.</summary>
    public CircuitState State
    {
        get
        {
            lock (sync)
                return breaker.State;
        }
    }

    /// <summary>Runs the operation until the downstream answers. An exception that does not mean "unavailable" ends it.</summary>
    /// <param name="operation">
    /// Repeated until <see cref="DownstreamResult.Completed"/> or <see cref="DownstreamResult.Skipped"/>: must be idempotent.
    /// </param>
    /// <param name="cancellationToken">The handling's own: cancelled when the channel or the process goes.</param>
    /// <returns>How it ended: <see cref="DownstreamResult.Completed"/> or <see cref="DownstreamResult.Skipped"/>.</returns>
    /// <exception cref="OperationCanceledException">It took too long: the message is requeued.</exception>
    public Task<DownstreamResult> ExecuteAsync(
        Func<CancellationToken, Task<DownstreamResult>> operation,
        CancellationToken cancellationToken
    ) => ExecuteAsync(operation, options.MaxHoldTime, cancellationToken);

    /// <summary>The same without a message that could be requeued: runs until the downstream answers, or cancelled.</summary>
    public async Task ExecuteUntilCompletedAsync(
        Func<CancellationToken, Task<DownstreamResult>> operation,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await ExecuteAsync(operation, Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (RequeueException)
        {
            // The bus stops, and with it the reason to wait.
        }
    }

    private async Task<DownstreamResult> ExecuteAsync(
        Func<CancellationToken, Task<DownstreamResult>> operation,
        TimeSpan maxHoldTime,
        CancellationToken cancellationToken
    )
    {
        var startedAt = time.GetTimestamp();
        while (true)
        {
            var isProbe = await EnterAsync(startedAt, maxHoldTime, cancellationToken);
            if (await AttemptAsync(operation, isProbe, cancellationToken) is var result and not DownstreamResult.FailedResult)
                return result;
            Interlocked.Increment(ref retries);
        }
    }

    /// <summary>Waits for a closed circuit, or for the right to probe. True: the attempt is the probe.</summary>
    private async Task<bool> EnterAsync(long startedAt, TimeSpan maxHoldTime, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            while (true)
            {
                Task change;
                TimeSpan untilProbe;
                lock (sync)
                {
                    if (breaker.State is CircuitState.Closed)
                        return false;
                    if (breaker.TryProbe())
                        return true;
                    untilProbe = breaker.State is CircuitState.Open ? breaker.UntilProbe!.Value : Timeout.InfiniteTimeSpan;
                    change = stateChanged.Task;
                }

                await WaitAsync(change, untilProbe, Left(startedAt, maxHoldTime), cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task WaitAsync(Task change, TimeSpan untilProbe, TimeSpan left, CancellationToken cancellationToken)
    {
        if (stopping.IsCancellationRequested || left == TimeSpan.Zero)
            throw new RequeueException($"{name} is unavailable: the message is requeued", cancellationToken);

        var wait =
            untilProbe == Timeout.InfiniteTimeSpan ? left
            : left == Timeout.InfiniteTimeSpan || untilProbe < left ? untilProbe
            : left;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        await Task.WhenAny(change, Task.Delay(wait, time, ended.Token));
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private TimeSpan Left(long startedAt, TimeSpan maxHoldTime)
    {
        if (maxHoldTime == Timeout.InfiniteTimeSpan)
            return maxHoldTime;
        var left = maxHoldTime - time.GetElapsedTime(startedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<DownstreamResult> AttemptAsync(
        Func<CancellationToken, Task<DownstreamResult>> operation,
        bool isProbe,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = await Attempt.RunAsync(operation, cancellationToken);
            foreach (var pause in isProbe ? [] : options.ImmediateRetries)
            {
                if (result is not DownstreamResult.FailedResult { IsAuthorized: true } failed || failed.Delay > pause || Outage is not null)
                    break;
                await Task.Delay(pause, time, cancellationToken);
                Interlocked.Increment(ref retries);
                result = await Attempt.RunAsync(operation, cancellationToken);
            }

            Record(result, isProbe);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Record(DownstreamResult.Skipped, isProbe);
            throw;
        }
        catch (Exception exception)
        {
            // The downstream is available: the exception is its answer about this one message. Unless it is the database's answer.
            Record(exception.GetBaseException() is DbException ? DownstreamResult.Skipped : DownstreamResult.Completed, isProbe);
            throw;
        }
    }

    /// <summary>Opens or closes the circuit by the result of one attempt; one that called nothing only ends its probe.</summary>
    private void Record(DownstreamResult result, bool isProbe)
    {
        Outage? before,
            now;
        lock (sync)
        {
            before = now = Outage;
            if (result is DownstreamResult.CompletedResult)
            {
                breaker.Close();
                now = null;
            }
            else if (result is DownstreamResult.FailedResult failed && (before is null || isProbe))
            {
                // Several attempts may fail at the same time: only the first, and later each probe, counts as a failure.
                breaker.Open(
                    failed.Delay < MaxRequestedDelay ? failed.Delay
                    : failed.Delay is null ? null
                    : MaxRequestedDelay
                );
                now = new Outage(
                    before?.Since ?? time.GetUtcNow(),
                    before?.SinceTimestamp ?? time.GetTimestamp(),
                    failed.Reason,
                    failed.IsAuthorized,
                    breaker.Failures,
                    breaker.NextProbe!.Value
                );
            }
            else if (isProbe)
            {
                breaker.AbandonProbe();
            }

            Outage = now;
            if (isProbe || before != now)
                SignalStateChange();
        }

        log.Record(before, now, Waiting);
    }

    private void SignalStateChange()
    {
        stateChanged.TrySetResult();
        stateChanged = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
