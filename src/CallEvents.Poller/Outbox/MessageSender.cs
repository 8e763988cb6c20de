using System.Diagnostics;
using System.Runtime.CompilerServices;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using MassTransit;
using MassTransit.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallEvents.Poller.Outbox;

/// <summary>Puts one fact on the bus: confirmed, mandatory, with a deadline, under its frozen id.</summary>
internal sealed class MessageSender(IBus bus, PublishingOptions options, TimeProvider time)
{
    /// <summary>
    /// MassTransit logs each publish that fails as an error, with its stack: while nobody listens that is each fact, again and
    /// again. What a failure means is said once, by whoever asked. Set per call, so that its word on the connection stays.
    /// </summary>
    private static readonly ILogContext QuietLogContext = new BusLogContext(NullLoggerFactory.Instance);

    public async Task<(PublishResult Outcome, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken)
    {
        using var activity = PollerMetrics.Activities.StartActivity($"tell {message.Type}", ActivityKind.Internal, message.TraceParent);
        activity?.SetTag("callevents.workspace", message.Workspace).SetTag("callevents.call_id", message.CallId).SetTag("callevents.revision", message.Revision);

        LogContext.Current = QuietLogContext;

        // MassTransit waits for ever for a broker that is away unless it is given a token.
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
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

    private Task PublishAsync(OutboxRow message, CancellationToken cancellationToken) => message.Type switch
    {
        CallEventType.CallRecorded => PublishAsync<CallRecorded>(message, cancellationToken),
        CallEventType.CallTranscribed => PublishAsync<CallTranscribed>(message, cancellationToken),
        CallEventType.CallUpdated => PublishAsync<CallUpdated>(message, cancellationToken),
        CallEventType.CallTranscriptUnavailable => PublishAsync<CallTranscriptUnavailable>(message, cancellationToken),
        _ => throw new UnreachableException($"A fact of type {message.Type}"),
    };

    private Task PublishAsync<T>(OutboxRow message, CancellationToken cancellationToken)
        where T : class =>
        bus.Publish(
            MessageType<T>.Instance,
            context =>
            {
                context.MessageId = message.MessageId;
                context.ConversationId = MessageIds.Conversation(message.Workspace, message.CallId);
                context.Serializer = new StoredMessageSerializer(message);

                // Without it, a message that no queue is bound for is confirmed and gone.
                if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                    rabbit.Mandatory = true;
            },
            cancellationToken);

    /// <summary>MassTransit finds exchange and headers by the message's type; what the message says comes from the ledger.</summary>
    private static class MessageType<T>
        where T : class
    {
        public static readonly T Instance = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
    }
}

/// <summary>What became of a publish.</summary>
internal enum PublishResult
{
    Confirmed,

    /// <summary>The broker has no queue for it.</summary>
    Unroutable,

    /// <summary>No confirmation in time. It may have been told all the same: it is sent again under the same id.</summary>
    Failed,
}
