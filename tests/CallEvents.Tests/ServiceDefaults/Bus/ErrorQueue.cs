using System.Collections.Concurrent;
using CallEvents.Contracts;
using MassTransit;

namespace CallEvents.Tests.ServiceDefaults.Bus;

/// <summary>The messages in a subscriber's <c>_error</c> queue, each with its reason.</summary>
internal sealed class ErrorQueue(string queue)
{
    private readonly ConcurrentQueue<FailedMessage> messages = new();

    public string Name => $"{queue}_error";

    public IReadOnlyList<FailedMessage> Messages => [.. messages];

    internal sealed record FailedMessage(string CallId, string Reason);

    internal sealed class Reader(ErrorQueue errors) : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>
    {
        public Task Consume(ConsumeContext<CallRecorded> context) => Record(context, context.Message.Call);

        public Task Consume(ConsumeContext<CallTranscribed> context) => Record(context, context.Message.Call);

        public Task Consume(ConsumeContext<CallUpdated> context) => Record(context, context.Message.Call);

        private Task Record(ConsumeContext context, Call call)
        {
            var reason = context.ReceiveContext.TransportHeaders.Get<string>("MT-Fault-Message") ?? "";
            errors.messages.Enqueue(new FailedMessage(call.Id, reason));
            return Task.CompletedTask;
        }
    }

    internal sealed class ReaderDefinition : ConsumerDefinition<Reader>
    {
        public ReaderDefinition(ErrorQueue errors) => EndpointName = errors.Name;

        // The queue receives only messages sent to it, none that are published.
        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator,
            IConsumerConfigurator<Reader> consumerConfigurator,
            IRegistrationContext context
        ) => endpointConfigurator.ConfigureConsumeTopology = false;
    }
}
