using System.Text;
using CallEvents.Contracts;
using CallEvents.TestSupport;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace CallEvents.EndToEndTests.Infrastructure;

public sealed class RabbitMqServerTests(RabbitMqServer rabbit) : IClassFixture<RabbitMqServer>
{
    [Fact]
    public async Task A_MassTransit_message_reaches_a_plain_AMQP_subscriber()
    {
        await using var vhost = await rabbit.CreateVhostAsync();
        await using var subscriber = await TestSubscriber.SubscribeAsync(vhost.Uri);
        using var publisher = await StartBusAsync(vhost);
        var id = new Guid("0b2b2f3e-6a3f-4c8e-9d55-5a8d54c3f4a1");

        await publisher
            .Services.GetRequiredService<IBus>()
            .Publish(CreateCallRecorded("call-1"), context => context.MessageId = id, TestContext.Current.CancellationToken);

        var delivery = (await subscriber.WaitForAsync("CallRecorded", 1)).ShouldHaveSingleItem();
        delivery.Exchange.ShouldBe("CallEvents.Contracts:CallRecorded");
        delivery.MessageId.ShouldBe(id.ToString());
        delivery.CallId.ShouldBe("call-1");
        delivery.Revision.ShouldBe(7);
        delivery.ConversationId.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_MassTransit_consumer_receives_from_its_quorum_queue()
    {
        await using var vhost = await rabbit.CreateVhostAsync();
        var received = new TaskCompletionSource<CallRecorded>();
        using var bus = await StartBusAsync(
            vhost,
            (context, configurator) =>
                configurator.ReceiveEndpoint(
                    "test-consumer",
                    endpoint =>
                    {
                        endpoint.SetQuorumQueue();
                        endpoint.Handler<CallRecorded>(message =>
                        {
                            received.TrySetResult(message.Message);
                            return Task.CompletedTask;
                        });
                    }
                )
        );

        await bus.Services.GetRequiredService<IBus>().Publish(CreateCallRecorded("call-2"), TestContext.Current.CancellationToken);

        (await received.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken)).Call.Id.ShouldBe("call-2");
        await Eventually.Pass(async () =>
        {
            var queue = (await vhost.QueueAsync("test-consumer")).ShouldNotBeNull();
            queue.Consumers.ShouldBe(1);
            queue.Messages.ShouldBe(0);
            queue.Arguments["x-queue-type"].GetString().ShouldBe("quorum");
        });
        (await vhost.ExchangesAsync()).ShouldContain(new ExchangeState("CallEvents.Contracts:CallRecorded", "fanout", true, false));
        (await vhost.BindingsAsync()).ShouldContain(new BindingState("CallEvents.Contracts:CallRecorded", "test-consumer", "exchange", ""));
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed")]
    public async Task A_durable_message_survives_a_broker_restart(string ending)
    {
        await using var vhost = await rabbit.CreateVhostAsync();
        await PublishAsync(vhost, "waiting", "kept");
        await Eventually.Be(() => vhost.QueueAsync("waiting"), queue => queue?.Messages == 1);

        await (ending == "killed" ? rabbit.KillAsync() : rabbit.StopAsync());
        await Should.ThrowAsync<Exception>(() => ConnectAsync(vhost));
        await rabbit.StartAsync();

        await using var connection = await ConnectAsync(vhost);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var message = await Eventually.Be(
            () => channel.BasicGetAsync("waiting", autoAck: true, TestContext.Current.CancellationToken),
            received => received is not null
        );
        Encoding.UTF8.GetString(message!.Body.Span).ShouldBe("kept");
    }

    [Fact]
    public async Task A_subscriber_reconnects_after_a_broker_restart()
    {
        await using var vhost = await rabbit.CreateVhostAsync();
        await using var subscriber = await TestSubscriber.SubscribeAsync(vhost.Uri);

        await rabbit.KillAsync();
        await rabbit.StartAsync();

        using var publisher = await StartBusAsync(vhost);
        await publisher.Services.GetRequiredService<IBus>().Publish(CreateCallRecorded("call-3"), TestContext.Current.CancellationToken);
        (await subscriber.WaitForAsync("CallRecorded", 1)).ShouldHaveSingleItem().CallId.ShouldBe("call-3");
    }

    [Fact]
    public async Task Virtual_hosts_are_isolated()
    {
        await using var one = await rabbit.CreateVhostAsync();
        await using var other = await rabbit.CreateVhostAsync("with / a slash");
        await PublishAsync(one, "mine", "private");

        (await one.QueuesAsync()).ShouldHaveSingleItem().Name.ShouldBe("mine");
        (await other.QueuesAsync()).ShouldBeEmpty();
        await PublishAsync(other, "theirs", "private");
        (await other.QueuesAsync()).ShouldHaveSingleItem().Name.ShouldBe("theirs");
    }

    [Fact]
    public async Task A_message_that_violates_the_contract_fails_the_test()
    {
        await using var vhost = await rabbit.CreateVhostAsync();
        await using var subscriber = await TestSubscriber.SubscribeAsync(vhost.Uri, "recorded-only", "CallRecorded");

        await PublishAsync(vhost, "recorded-only", "no JSON");

        await Eventually.Be(() => Record.Exception(() => subscriber.Deliveries) is ShouldAssertException);
    }

    private static CallRecorded CreateCallRecorded(string call) =>
        new()
        {
            Workspace = "main",
            Revision = 7,
            ObservedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Origin = Origins.Live,
            Call = new() { Id = call, CreatedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) },
        };

    private static Task<IConnection> ConnectAsync(VirtualHost vhost) =>
        new ConnectionFactory { Uri = vhost.Uri }.CreateConnectionAsync(TestContext.Current.CancellationToken);

    private static async Task PublishAsync(VirtualHost vhost, string queue, string text)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var connection = await ConnectAsync(vhost);
        await using var channel = await connection.CreateChannelAsync(new(true, true), cancellationToken);
        await channel.QueueDeclareAsync(
            queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
            cancellationToken: cancellationToken
        );
        await channel.BasicPublishAsync(
            "",
            queue,
            mandatory: true,
            new BasicProperties { Persistent = true },
            Encoding.UTF8.GetBytes(text),
            cancellationToken
        );
    }

    private static async Task<IHost> StartBusAsync(
        VirtualHost vhost,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? configure = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMassTransit(bus =>
            bus.UsingRabbitMq(
                (context, configurator) =>
                {
                    configurator.Host(vhost.Uri);
                    configure?.Invoke(context, configurator);
                }
            )
        );
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.Configure<UsageTelemetryOptions>(options => options.Enabled = false);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
