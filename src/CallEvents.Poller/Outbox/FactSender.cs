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
internal sealed class FactSender(IBus bus, PublishingOptions options, TimeProvider time)
{
    /// <summary>
    /// MassTransit logs each publish that fails as an error, with its stack: while nobody listens that is each fact, again and
    /// again. What a failure means is said once, by whoever asked. Set per call, so that its word on the connection stays.
    /// </summary>
    private static readonly ILogContext Silence = new BusLogContext(NullLoggerFactory.Instance);

    public async Task<(Sent Outcome, string? Error)> SendAsync(FactRow fact, CancellationToken cancellationToken)
    {
        using var activity = PollerMetrics.Activities.StartActivity($"tell {fact.Type}", ActivityKind.Internal, fact.TraceParent);
        activity?.SetTag("callevents.workspace", fact.Workspace).SetTag("callevents.call_id", fact.CallId).SetTag("callevents.revision", fact.Revision);

        LogContext.Current = Silence;

        // MassTransit waits for ever for a broker that is away unless it is given a token.
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await PublishAsync(fact, either.Token);
            return (Sent.Told, null);
        }
        catch (MessageReturnedException)
        {
            return (Sent.NobodyListens, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var error = exception is OperationCanceledException ? "timeout" : exception.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, error);
            return (Sent.Failed, error);
        }
    }

    private Task PublishAsync(FactRow fact, CancellationToken cancellationToken) => fact.Type switch
    {
        FactType.CallRecorded => PublishAsync<CallRecorded>(fact, cancellationToken),
        FactType.CallTranscribed => PublishAsync<CallTranscribed>(fact, cancellationToken),
        FactType.CallUpdated => PublishAsync<CallUpdated>(fact, cancellationToken),
        FactType.CallTranscriptUnavailable => PublishAsync<CallTranscriptUnavailable>(fact, cancellationToken),
        _ => throw new UnreachableException($"A fact of type {fact.Type}"),
    };

    private Task PublishAsync<T>(FactRow fact, CancellationToken cancellationToken)
        where T : class =>
        bus.Publish(
            Named<T>.Only,
            context =>
            {
                context.MessageId = fact.MessageId;
                context.ConversationId = MessageIds.Conversation(fact.Workspace, fact.CallId);
                context.Serializer = new FactWire(fact);

                // Without it, a message that no queue is bound for is confirmed and gone.
                if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                    rabbit.Mandatory = true;
            },
            cancellationToken);

    /// <summary>MassTransit finds exchange and headers by the message's type; what the message says comes from the ledger.</summary>
    private static class Named<T>
        where T : class
    {
        public static readonly T Only = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
    }
}

/// <summary>What became of a publish.</summary>
internal enum Sent
{
    Told,

    /// <summary>The broker has no queue for it.</summary>
    NobodyListens,

    /// <summary>No confirmation in time. It may have been told all the same: it is sent again under the same id.</summary>
    Failed,
}
