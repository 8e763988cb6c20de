using System.Collections.Concurrent;
using CallEvents.Contracts;
using MassTransit;

namespace CallEvents.Tests.ServiceDefaults;

/// <summary>What a subscriber put into its <c>_error</c> queue, and why.</summary>
internal sealed class ErrorQueue(string queue)
{
    private readonly ConcurrentQueue<Letter> letters = new();

    public string Name => $"{queue}_error";

    public IReadOnlyList<Letter> Letters => [.. letters];

    internal sealed record Letter(string CallId, string Reason);

    internal sealed class Reader(ErrorQueue errors) : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>
    {
        public Task Consume(ConsumeContext<CallRecorded> context) => Keep(context, context.Message.Call);

        public Task Consume(ConsumeContext<CallTranscribed> context) => Keep(context, context.Message.Call);

        public Task Consume(ConsumeContext<CallUpdated> context) => Keep(context, context.Message.Call);

        private Task Keep(ConsumeContext context, Call call)
        {
            errors.letters.Enqueue(new Letter(call.Id, context.ReceiveContext.TransportHeaders.Get<string>("MT-Fault-Message") ?? ""));
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
