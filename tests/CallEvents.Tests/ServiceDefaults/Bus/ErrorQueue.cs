using System.Collections.Concurrent;
using CallEvents.Contracts;
using MassTransit;

namespace CallEvents.Tests.ServiceDefaults.Bus;

/// <summary>What a subscriber put into its <c>_error</c> queue, and why.</summary>
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
            errors.messages.Enqueue(new FailedMessage(call.Id, context.ReceiveContext.TransportHeaders.Get<string>("MT-Fault-Message") ?? ""));
            return Task.CompletedTask;
        }
    }

    internal sealed class ReaderDefinition : ConsumerDefinition<Reader>
    {
        public ReaderDefinition(ErrorQueue errors) => EndpointName = errors.Name;

        // Only what is sent to this queue, and nothing that is published.
        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<Reader> consumerConfigurator, IRegistrationContext context) =>
            endpointConfigurator.ConfigureConsumeTopology = false;
    }
}
