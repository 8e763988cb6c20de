using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using MassTransit;
using MassTransit.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace CallEvents.Poller.Outbox;

/// <summary>Publishes events with MassTransit: mandatory, confirmed, with a deadline, under the id of the outbox.</summary>
internal sealed class MessageSender(IBus bus, IQueueSender queues, PublishingOptions options, TimeProvider time) : IMessageSender
{
    /// <summary>
    /// MassTransit logs each failed publish as an error with a stack trace: without a subscriber that is every event, repeatedly. The
    /// caller logs the failure once. Set per call, so that connection-level logs are kept.
    /// </summary>
    private static readonly ILogContext QuietLogContext = new BusLogContext(NullLoggerFactory.Instance);

    public async Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken)
    {
        using var activity = PollerTelemetry.Activities.StartActivity(
            $"publish {message.Type}",
            ActivityKind.Internal,
            message.TraceParent
        );
        activity
            ?.SetTag(PollerTags.WorkspaceKey, message.Workspace)
            .SetTag(PollerTags.CallIdKey, message.CallId)
            .SetTag(PollerTags.RevisionKey, message.Revision);

        LogContext.Current = QuietLogContext;

        // Without a token, MassTransit waits without end for a broker that is unavailable.
        Heartbeat.Beat(options.Timeout);
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (message.Queue is not null)
                return await queues.SendAsync(message, TraceParent(message), either.Token);
            await PublishAsync(message, either.Token);
            return (PublishResult.Confirmed, null);
        }
        catch (MessageReturnedException)
        {
            return (PublishResult.Unroutable, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var error = exception is OperationCanceledException ? "timeout" : exception.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, error);
            return (PublishResult.Failed, error);
        }
    }

    private Task PublishAsync(OutboxRow message, CancellationToken cancellationToken) =>
        message.Type switch
        {
            CallEventType.CallRecorded => PublishAsync<CallRecorded>(message, cancellationToken),
            CallEventType.CallTranscribed => PublishAsync<CallTranscribed>(message, cancellationToken),
            CallEventType.CallUpdated => PublishAsync<CallUpdated>(message, cancellationToken),
            CallEventType.CallTranscriptUnavailable => PublishAsync<CallTranscriptUnavailable>(message, cancellationToken),
            _ => throw new UnreachableException($"An event of type {message.Type}"),
        };

    private Task PublishAsync<T>(OutboxRow message, CancellationToken cancellationToken)
        where T : class =>
        bus.Publish(MessageType<T>.Instance, context => Configure(context, message, time.GetUtcNow()), cancellationToken);

    private static string? TraceParent(OutboxRow message) => Activity.Current?.Id ?? message.TraceParent;

    private static void Configure(PublishContext context, OutboxRow message, DateTimeOffset sentTime)
    {
        context.MessageId = message.MessageId;
        context.ConversationId = MessageIds.Conversation(message.Workspace, message.CallId);
        context.Serializer = new StoredMessageSerializer(message, sentTime);
        if (TraceParent(message) is { } traceParent)
            context.Headers.Set(MessageHeaders.TraceParent, traceParent);
        if (message.Job is { } job)
            context.Headers.Set(MessageHeaders.Replay, job.ToString(CultureInfo.InvariantCulture));
        if (!context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            return;

        // Without it, the broker confirms and drops a message that no queue is bound for.
        rabbit.Mandatory = true;
        rabbit.BasicProperties.Type = message.Type.ToString();
        rabbit.BasicProperties.Timestamp = new AmqpTimestamp(sentTime.ToUnixTimeSeconds());
    }

    /// <summary>MassTransit derives exchange and headers from the message's type; the content comes from the outbox.</summary>
    private static class MessageType<T>
        where T : class
    {
        public static readonly T Instance = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
    }
}
