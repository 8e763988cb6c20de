using CallEvents.Contracts;
using MassTransit;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

const string queue = "billing-count-minutes";
var broker = new Uri(args[0]);

// A subscriber binds its own queue; the exchanges come with the broker's definitions, or from the poller.
await using (var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync())
await using (var channel = await connection.CreateChannelAsync())
{
    var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 100_000 };
    await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
    await channel.QueueBindAsync(queue, "CallEvents.Contracts:CallRecorded", "");
}

var builder = Host.CreateApplicationBuilder();
builder.Services.AddMassTransit(bus =>
{
    bus.AddConsumer<CountMinutesConsumer>().Endpoint(endpoint => endpoint.Name = queue);
    bus.AddConfigureEndpointsCallback(
        (_, endpoint) =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PublishFaults = false;
            if (endpoint is not IRabbitMqReceiveEndpointConfigurator rabbit)
                return;
            rabbit.SetQuorumQueue();
            rabbit.SetQueueArgument("x-delivery-limit", 100_000);
        }
    );
    bus.UsingRabbitMq(
        (context, rabbit) =>
        {
            rabbit.Host(broker);
            rabbit.ConfigureEndpoints(context);
        }
    );
});
await builder.Build().RunAsync();

internal sealed class CountMinutesConsumer : IConsumer<CallRecorded>
{
    public Task Consume(ConsumeContext<CallRecorded> context) =>
        Console.Out.WriteLineAsync($"{context.MessageId} {context.Message.Call.Id} {context.Message.Call.DurationSeconds / 60:0} min");
}
