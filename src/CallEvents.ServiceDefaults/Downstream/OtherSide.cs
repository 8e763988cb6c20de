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
public sealed partial class OtherSide
{
    private readonly string name;
    private readonly OtherSideOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<OtherSide> logger;
    private readonly CancellationToken stopping;
    private readonly Lock door = new();
    private TaskCompletionSource moved = NewSignal();
    private bool trying;
    private int waiting;

    internal OtherSide(string name, OtherSideOptions options, TimeProvider time, ILogger<OtherSide> logger, CancellationToken stopping)
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
    /// <param name="deed">What to do; done again until <see cref="Reach.Answered"/> or <see cref="Reach.NotNeeded"/>, so a repeat must be harmless.</param>
    /// <param name="cancellationToken">The handling's own: cancelled when the channel or the process goes.</param>
    /// <exception cref="OperationCanceledException">It took too long: the message goes back to its queue.</exception>
    public Task TalkAsync(Func<CancellationToken, Task<Reach>> deed, CancellationToken cancellationToken) =>
        TalkAsync(deed, options.HoldFor, cancellationToken);

    /// <summary>The same without a message that could go back to a queue: tries until answered or cancelled.</summary>
    public async Task WaitUntilAnsweredAsync(Func<CancellationToken, Task<Reach>> deed, CancellationToken cancellationToken)
    {
        try
        {
            await TalkAsync(deed, Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (ReturnToQueueException)
        {
            // The bus stops, and with it the reason to wait.
        }
    }

    private async Task TalkAsync(Func<CancellationToken, Task<Reach>> deed, TimeSpan holdFor, CancellationToken cancellationToken)
    {
        var came = time.GetTimestamp();
        while (true)
        {
            var alone = await PassAsync(came, holdFor, cancellationToken);
            if (await TryAsync(deed, alone, cancellationToken) is not Reach.Nothing) return;
        }
    }

    /// <summary>Waits until this one may try; true when it is the only one that may, because the other side was away.</summary>
    private async Task<bool> PassAsync(long came, TimeSpan holdFor, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            while (true)
            {
                Task change;
                var pause = Timeout.InfiniteTimeSpan;
                lock (door)
                {
                    if (Outage is null) return false;
                    var left = Outage.NextTry - time.GetUtcNow();
                    if (!trying && left <= TimeSpan.Zero) return trying = true;
                    if (!trying) pause = left;
                    change = moved.Task;
                }

                await WaitAsync(change, pause, Left(came, holdFor), cancellationToken);
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
            throw new ReturnToQueueException($"{name} is away: the message goes back to its queue", cancellationToken);

        var wait = pause == Timeout.InfiniteTimeSpan ? left : left == Timeout.InfiniteTimeSpan || pause < left ? pause : left;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        await Task.WhenAny(change, Task.Delay(wait, time, ended.Token));
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private TimeSpan Left(long came, TimeSpan holdFor)
    {
        if (holdFor == Timeout.InfiniteTimeSpan) return holdFor;
        var left = holdFor - time.GetElapsedTime(came);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<Reach> TryAsync(Func<CancellationToken, Task<Reach>> deed, bool alone, CancellationToken cancellationToken)
    {
        try
        {
            var reach = await TryOnceAsync(deed, cancellationToken);
            foreach (var pause in alone ? [] : options.ShortRetries)
            {
                if (reach is not Reach.Nothing { LetIn: true } nothing || nothing.Delay > pause || Outage is not null) break;
                await Task.Delay(pause, time, cancellationToken);
                reach = await TryOnceAsync(deed, cancellationToken);
            }

            Conclude(reach, alone);
            return reach;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Conclude(null, alone);
            throw;
        }
        catch
        {
            // Somebody is there: what the deed throws is its answer about this one message.
            Conclude(Reach.Answered, alone);
            throw;
        }
    }

    private static async Task<Reach> TryOnceAsync(Func<CancellationToken, Task<Reach>> deed, CancellationToken cancellationToken)
    {
        try
        {
            return await deed(cancellationToken);
        }
        catch (Exception exception) when (IsNobodyThere(exception) && !cancellationToken.IsCancellationRequested)
        {
            // The type alone, unless the words are our own: an exception's message may quote a URL or a body.
            return Reach.Away(exception.GetBaseException() is CertificateRefusedException refused ? refused.Message : exception.GetType().Name);
        }
    }

    // Our own state is as good as a side that may be away; a broken constraint in it is a bug and no outage.
    private static bool IsNobodyThere(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT } => false,
        PostgresException { SqlState: ['2', '3', ..] } => false,
        HttpRequestException or TimeoutException or IOException or SocketException or DbException or OperationCanceledException => true,
        { InnerException: { } inner } => IsNobodyThere(inner),
        _ => false,
    };

    /// <summary>Opens or shuts the door by what one try was answered with; null, and what asked nothing, change only that a lone try is over.</summary>
    private void Conclude(Reach? reach, bool alone)
    {
        Outage? before, now;
        lock (door)
        {
            before = now = Outage;
            if (reach is Reach.Answer) now = null;

            // Several may find it away at once: only the first, and later each lone try, counts as a failure.
            else if (reach is Reach.Nothing nothing && (before is null || alone)) now = Outage.After(before, nothing, time.GetUtcNow(), options);

            Outage = now;
            if (alone) trying = false;
            if (alone || before != now) Move();
        }

        if (before is not null && now is null) Log.AnswersAgain(logger, name, time.GetUtcNow() - before.Since, Waiting);
        if (now is null || before?.LetIn == now.LetIn) return;
        if (now.LetIn) Log.Away(logger, name, now.Reason, now.NextTry);
        else Log.NotLetIn(logger, name, now.Reason);
    }

    private void Move()
    {
        moved.TrySetResult();
        moved = NewSignal();
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
