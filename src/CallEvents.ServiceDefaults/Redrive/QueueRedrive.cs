using CallEvents.ServiceDefaults.Commands;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>
/// Moves the messages that were in a queue when it began back to their own queue: each is published, and acknowledged when the broker has
/// confirmed it. Killed in between, it leaves a message in both, with the same id; run again, it goes on where it was.
/// </summary>
internal sealed class QueueRedrive : IDisposable
{
    private const int MaxUnconfirmed = SourceConsumer.Prefetch;

    /// <summary>How long no message comes before the queue is looked at.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How long a stop waits for confirmations. The command line ends the process after ten seconds.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection that may be lost is closed in order. The broker requeues what it held.</summary>
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(2);

    private static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true
    );

    private readonly IConnection connection;
    private readonly RedriveRequest request;
    private readonly string source;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim slots = new(MaxUnconfirmed);
    private readonly CancellationTokenSource ending;
    private readonly CancellationTokenSource publishing;
    private readonly ReasonCounts reasons = new();
    private Exception? failure;
    private long found;
    private long seen;
    private long matched;
    private long moved;
    private bool isTakenElsewhere;

    /// <param name="connection">The connection, which is not recovered when it is lost.</param>
    /// <param name="request">What is moved, and where.</param>
    /// <param name="source">The queue; it need not exist.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Ends it early, and without an exception once it has begun.</param>
    public QueueRedrive(IConnection connection, RedriveRequest request, string source, TimeProvider time, CancellationToken stopping)
    {
        (this.connection, this.request, this.source, this.time) = (connection, request, source, time);
        publishing = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        ending.Token.Register(() => publishing.CancelAfter(StopPatience));
    }

    /// <summary>Moves, or counts, what was in the queue.</summary>
    /// <param name="show">Gets a line about the progress, and the part that is done.</param>
    /// <exception cref="CommandFailedException">It cannot go on.</exception>
    public async Task<RedrivenQueue> RunAsync(Action<string, double?> show)
    {
        try
        {
            found = await CountAsync(ending.Token);
            if (found > 0)
                await MoveAllAsync(show);
        }
        catch (Exception exception) when (!ending.IsCancellationRequested)
        {
            Fail(exception);
        }

        if (failure is not null)
            throw new CommandFailedException($"{Progress}: {Explain(failure)}. Run it again for the rest");
        var elsewhere = isTakenElsewhere ? found - seen : 0;
        var isStopped = seen + elsewhere < found || (!request.IsDryRun && moved < matched);
        return new(source, found, matched, moved, elsewhere, isStopped, reasons.ToList());
    }

    public void Dispose()
    {
        ending.Dispose();
        publishing.Dispose();
        slots.Dispose();
    }

    private string Progress
    {
        get
        {
            var read = $"{source}: {Format.Number(seen)} of {Format.Number(found, "message")} read";
            return request.IsDryRun ? read : $"{read}, {Format.Number(Interlocked.Read(ref moved))} moved";
        }
    }

    private async Task MoveAllAsync(Action<string, double?> show)
    {
        await using var target = await connection.CreateChannelAsync(Confirmed, ending.Token);
        await using var consumer = await SourceConsumer.StartAsync(connection, source, ending.Token);
        try
        {
            await TakeAllAsync(consumer, target, show);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested) { }
        catch (Exception exception)
        {
            Fail(exception);
        }

        // Each slot is free again when its message is confirmed, or has failed, or the stop has waited long enough.
        for (var slot = 0; slot < MaxUnconfirmed; slot++)
            await slots.WaitAsync(CancellationToken.None);
        if (failure is null)
            await consumer.ReturnAsync();
        else
            await connection.AbortAsync(AbortPatience);
    }

    private async Task TakeAllAsync(SourceConsumer consumer, IChannel target, Action<string, double?> show)
    {
        var wasEmpty = false;
        while (seen < found)
        {
            if (await consumer.NextAsync(Patience, time, ending.Token) is { } delivery)
            {
                wasEmpty = false;
                seen++;
                if (Matches(delivery) && !request.IsDryRun)
                {
                    await slots.WaitAsync(ending.Token);
                    _ = MoveAsync(delivery, consumer, target);
                }
                else
                {
                    await consumer.KeepAsync(ending.Token);
                }

                show(Progress, seen / (double)found);
                continue;
            }

            // Twice, since a message may be on its way to us. Asked in any case: of a connection that is cut within a frame the client
            // reads the end again and again, and only an answer that does not come shows that it is lost.
            var left = await CountAsync(ending.Token);
            var isEmpty = left == 0 && slots.CurrentCount == MaxUnconfirmed;
            isTakenElsewhere = isEmpty && wasEmpty;
            if (isTakenElsewhere)
                return;
            wasEmpty = isEmpty;
            show($"{Progress}; waiting for the broker, or for another consumer of the queue", null);
        }
    }

    private bool Matches(Delivery delivery)
    {
        var callId = MessageBody.CallIdOf(delivery.Body);
        if (!request.Includes(delivery.Properties.Headers, callId))
            return false;
        matched++;
        reasons.Add(FaultReason.Of(delivery.Properties.Headers, callId));
        return true;
    }

    private async Task MoveAsync(Delivery delivery, SourceConsumer consumer, IChannel target)
    {
        try
        {
            var properties = new BasicProperties(delivery.Properties) { Headers = FaultHeaders.Remove(delivery.Properties.Headers) };
            // To MassTransit's exchange of the queue's name: the service's user may not write to the default one.
            await target.BasicPublishAsync(request.Queue, "", mandatory: true, properties, delivery.Body, publishing.Token);
            await consumer.AcknowledgeAsync(delivery, publishing.Token);
            Interlocked.Increment(ref moved);
        }
        catch (Exception) when (publishing.IsCancellationRequested) { }
        catch (Exception exception)
        {
            Fail(exception);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>The messages that are ready in the queue; 0 when there is none.</summary>
    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(source, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }

    private void Fail(Exception exception)
    {
        Interlocked.CompareExchange(ref failure, exception, null);
        ending.Cancel();
    }

    private string Explain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PublishException { IsReturn: true }:
                    return $"the exchange {request.Queue} routes to no queue: start the service, which binds it";
                case PublishException:
                    return $"the broker does not accept a message for {request.Queue}: see its log";
                case OperationInterruptedException { ShutdownReason: { } reason }:
                    return $"the broker says {reason.ReplyText}";
                case SourceClosedException:
                    return cause.Message;
                case TimeoutException or OperationCanceledException:
                    return "the broker does not answer: look for an alarm of memory or disk, and whether the connection is lost";
            }
        }

        return exception.Message.ReplaceLineEndings(" ");
    }
}
