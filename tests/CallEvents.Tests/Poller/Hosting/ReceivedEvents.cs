using System.Collections.Concurrent;
using CallEvents.Contracts;
using MassTransit;

namespace CallEvents.Tests.Poller.Hosting;

/// <summary>The events that the poller published on the in-memory bus, in order of receipt.</summary>
internal sealed class ReceivedEvents
{
    private readonly ConcurrentQueue<Delivery> deliveries = new();

    public IReadOnlyList<Delivery> All => [.. deliveries];

    public IReadOnlyList<T> Of<T>() => [.. deliveries.Select(delivery => delivery.Message).OfType<T>()];

    public void Add(ConsumeContext context, object message, string callId, long revision) =>
        deliveries.Enqueue(new Delivery(context.MessageId!.Value, context.ConversationId!.Value, message, callId, revision));

    internal sealed record Delivery(Guid MessageId, Guid ConversationId, object Message, string CallId, long Revision);
}

internal sealed class ReceivedEventsConsumer(ReceivedEvents received)
    : IConsumer<CallRecorded>,
        IConsumer<CallTranscribed>,
        IConsumer<CallUpdated>,
        IConsumer<CallTranscriptUnavailable>
{
    public Task Consume(ConsumeContext<CallRecorded> context) => Add(context, context.Message.Call, context.Message.Revision);

    public Task Consume(ConsumeContext<CallTranscribed> context) => Add(context, context.Message.Call, context.Message.Revision);

    public Task Consume(ConsumeContext<CallUpdated> context) => Add(context, context.Message.Call, context.Message.Revision);

    public Task Consume(ConsumeContext<CallTranscriptUnavailable> context) => Add(context, context.Message.Call, context.Message.Revision);

    private Task Add<T>(ConsumeContext<T> context, Call call, long revision)
        where T : class
    {
        received.Add(context, context.Message, call.Id, revision);
        return Task.CompletedTask;
    }
}

internal sealed class ReceivedEventsConsumerDefinition : ConsumerDefinition<ReceivedEventsConsumer>
{
    public ReceivedEventsConsumerDefinition() => EndpointName = "received-events";
}
