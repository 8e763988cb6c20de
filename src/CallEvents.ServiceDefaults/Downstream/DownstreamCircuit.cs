using System.Data.Common;
using System.Net.Sockets;
using CallEvents.ServiceDefaults.Tls;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>
/// What a consumer talks to: a CRM, a channel. While it is away, no message is tried but one at a time, after growing pauses; the
/// others wait, and with them, by prefetch, the whole endpoint. The first answer lets all of them pass.
/// </summary>
/// <remarks>
/// Not MassTransit's kill switch: the message that trips it is in <c>_error</c> already. Not its delayed redelivery: without a broker
/// plugin it kills the connection and loses messages.
/// </remarks>
public sealed partial class DownstreamCircuit
{
    private readonly string name;
    private readonly DownstreamOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<DownstreamCircuit> logger;
    private readonly CancellationToken stopping;
    private readonly Lock sync = new();
    private TaskCompletionSource stateChanged = NewSignal();
    private bool isProbing;
    private int waiting;

    internal DownstreamCircuit(string name, DownstreamOptions options, TimeProvider time, ILogger<DownstreamCircuit> logger, CancellationToken stopping)
    {
        this.name = name;
        this.options = options;
        this.time = time;
        this.logger = logger;
        this.stopping = stopping;
    }

    /// <summary>The outage now, or null.</summary>
    public Outage? Outage { get; private set; }

    /// <summary>How many messages wait for the other side at this moment.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Tries until the other side answers. Whatever the deed throws, except that nobody is there, ends the tries.</summary>
    /// <param name="operation">What to do; done again until <see cref="DownstreamResult.Completed"/> or <see cref="DownstreamResult.Skipped"/>, so a repeat must be harmless.</param>
    /// <param name="cancellationToken">The handling's own: cancelled when the channel or the process goes.</param>
    /// <exception cref="OperationCanceledException">It took too long: the message goes back to its queue.</exception>
    public Task ExecuteAsync(Func<CancellationToken, Task<DownstreamResult>> operation, CancellationToken cancellationToken) =>
        ExecuteAsync(operation, options.MaxHoldTime, cancellationToken);

    /// <summary>The same without a message that could go back to a queue: tries until answered or cancelled.</summary>
    public async Task ExecuteUntilCompletedAsync(Func<CancellationToken, Task<DownstreamResult>> operation, CancellationToken cancellationToken)
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

    private async Task ExecuteAsync(Func<CancellationToken, Task<DownstreamResult>> operation, TimeSpan maxHoldTime, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        while (true)
        {
            var isProbe = await EnterAsync(startedAt, maxHoldTime, cancellationToken);
            if (await AttemptAsync(operation, isProbe, cancellationToken) is not DownstreamResult.FailedResult) return;
        }
    }

    /// <summary>Waits until this one may try; true when it is the only one that may, because the other side was away.</summary>
    private async Task<bool> EnterAsync(long startedAt, TimeSpan maxHoldTime, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            while (true)
            {
                Task change;
                var pause = Timeout.InfiniteTimeSpan;
                lock (sync)
                {
                    if (Outage is null) return false;
                    var left = Outage.NextProbe - time.GetUtcNow();
                    if (!isProbing && left <= TimeSpan.Zero) return isProbing = true;
                    if (!isProbing) pause = left;
                    change = stateChanged.Task;
                }

                await WaitAsync(change, pause, Left(startedAt, maxHoldTime), cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task WaitAsync(Task change, TimeSpan pause, TimeSpan left, CancellationToken cancellationToken)
    {
        if (stopping.IsCancellationRequested || left == TimeSpan.Zero)
            throw new RequeueException($"{name} is away: the message goes back to its queue", cancellationToken);

        var wait = pause == Timeout.InfiniteTimeSpan ? left : left == Timeout.InfiniteTimeSpan || pause < left ? pause : left;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        await Task.WhenAny(change, Task.Delay(wait, time, ended.Token));
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private TimeSpan Left(long startedAt, TimeSpan maxHoldTime)
    {
        if (maxHoldTime == Timeout.InfiniteTimeSpan) return maxHoldTime;
        var left = maxHoldTime - time.GetElapsedTime(startedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<DownstreamResult> AttemptAsync(Func<CancellationToken, Task<DownstreamResult>> operation, bool isProbe, CancellationToken cancellationToken)
    {
        try
        {
            var result = await AttemptOnceAsync(operation, cancellationToken);
            foreach (var pause in isProbe ? [] : options.ImmediateRetries)
            {
                if (result is not DownstreamResult.FailedResult { IsAuthorized: true } nothing || nothing.Delay > pause || Outage is not null) break;
                await Task.Delay(pause, time, cancellationToken);
                result = await AttemptOnceAsync(operation, cancellationToken);
            }

            Record(result, isProbe);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Record(null, isProbe);
            throw;
        }
        catch
        {
            // Somebody is there: what the deed throws is its answer about this one message.
            Record(DownstreamResult.Completed, isProbe);
            throw;
        }
    }

    private static async Task<DownstreamResult> AttemptOnceAsync(Func<CancellationToken, Task<DownstreamResult>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation(cancellationToken);
        }
        catch (Exception exception) when (IsUnavailable(exception) && !cancellationToken.IsCancellationRequested)
        {
            // The type alone, unless the words are our own: an exception's message may quote a URL or a body.
            return DownstreamResult.Unavailable(exception.GetBaseException() is CertificateRejectedException refused ? refused.Message : exception.GetType().Name);
        }
    }

    // Our own state is as good as a side that may be away; a broken constraint in it is a bug and no outage.
    private static bool IsUnavailable(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT } => false,
        PostgresException { SqlState: ['2', '3', ..] } => false,
        HttpRequestException or TimeoutException or IOException or SocketException or DbException or OperationCanceledException => true,
        { InnerException: { } inner } => IsUnavailable(inner),
        _ => false,
    };

    /// <summary>Opens or shuts the door by what one try was answered with; null, and what asked nothing, change only that a lone try is over.</summary>
    private void Record(DownstreamResult? result, bool isProbe)
    {
        Outage? before, now;
        lock (sync)
        {
            before = now = Outage;
            if (result is DownstreamResult.CompletedResult) now = null;

            // Several may find it away at once: only the first, and later each lone try, counts as a failure.
            else if (result is DownstreamResult.FailedResult nothing && (before is null || isProbe)) now = Outage.After(before, nothing, time.GetUtcNow(), options);

            Outage = now;
            if (isProbe) isProbing = false;
            if (isProbe || before != now) SignalStateChange();
        }

        if (before is not null && now is null) Log.AnswersAgain(logger, name, time.GetUtcNow() - before.Since, Waiting);
        if (now is null || before?.IsAuthorized == now.IsAuthorized) return;
        if (now.IsAuthorized) Log.Away(logger, name, now.Reason, now.NextProbe);
        else Log.NotLetIn(logger, name, now.Reason);
    }

    private void SignalStateChange()
    {
        stateChanged.TrySetResult();
        stateChanged = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Name} is away ({Reason}): messages wait, next try at {NextTry:u}")]
        public static partial void Away(ILogger logger, string name, string reason, DateTimeOffset nextTry);

        [LoggerMessage(LogLevel.Error, "{Name} does not let us in ({Reason}): messages wait until it does")]
        public static partial void NotLetIn(ILogger logger, string name, string reason);

        [LoggerMessage(LogLevel.Information, "{Name} answers again after {Duration}, {Waiting} messages waited")]
        public static partial void AnswersAgain(ILogger logger, string name, TimeSpan duration, int waiting);
    }
}
