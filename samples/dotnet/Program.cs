using CallEvents.Contracts;
using MassTransit;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder();
builder.Services.AddMassTransit(bus =>
{
    bus.AddConsumer<CountMinutesConsumer>().Endpoint(endpoint => endpoint.Name = "billing-count-minutes");
    bus.AddConfigureEndpointsCallback((_, endpoint) => (endpoint as IRabbitMqReceiveEndpointConfigurator)?.SetQuorumQueue());
    bus.UsingRabbitMq(
        (context, rabbit) =>
        {
            rabbit.Host(new Uri(args[0]));
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
