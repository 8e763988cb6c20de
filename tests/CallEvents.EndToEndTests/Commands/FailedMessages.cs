using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CallEvents.EndToEndTests.Commands;

/// <summary>A consumer as a process, messages that it cannot handle, and the command that moves them back.</summary>
internal sealed class FailedMessages : IAsyncDisposable
{
    public const string Address = "jane.doe@acme.com";

    private readonly List<ServiceProcess> commands = [];
    private readonly string project;

    private FailedMessages(VirtualHost broker, string project, string queue)
    {
        (Broker, this.project, Queue) = (broker, project, queue);
        Service = new ServiceProcess(project, [new("ConnectionStrings:RabbitMq", broker.Uri.ToString())]);
    }

    public VirtualHost Broker { get; }

    public ServiceProcess Service { get; }

    public string Queue { get; }

    public string ErrorQueue => $"{Queue}_error";

    private static CancellationToken TestCancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts the consumer, which declares its queue.</summary>
    public static async Task<FailedMessages> StartAsync(RabbitMqServer rabbit, string project, string queue)
    {
        var failed = new FailedMessages(await rabbit.CreateVhostAsync(), project, queue);
        await failed.Service.StartAndWaitUntilReadyAsync();
        return failed;
    }

    public static string CallId(int number) => string.Create(CultureInfo.InvariantCulture, $"call-{number:0000}");

    /// <summary>A message as the poller's: with everything that must come back unchanged.</summary>
    public static BasicProperties Properties(string messageId) =>
        new()
        {
            Persistent = true,
            ContentType = "application/vnd.masstransit+json",
            MessageId = messageId,
            Type = "CallRecorded",
            Timestamp = new AmqpTimestamp(1_790_000_000),
            Headers = new Dictionary<string, object?>
            {
                ["callevents-replay"] = 7L,
                ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c",
            },
        };

    /// <summary>The body of a message without most of its members. Such a message is never handled.</summary>
    public static byte[] Body(int number) =>
        Encoding.UTF8.GetBytes(
            $$$"""
            {"messageType":["urn:message:CallEvents.Contracts:CallRecorded"],
            "message":{"call":{"id":"{{{CallId(number)}}}","prospectEmail":"{{{Address}}}"}, "padding":"{{{new string('x', 2000)}}}"}}
            """
        );

    /// <summary>Lets the consumer fail on messages until they are all in the error queue.</summary>
    public async Task FailAsync(int count)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            TestCancellation
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(number =>
                    channel
                        .BasicPublishAsync(Queue, "", mandatory: true, Properties($"message-{number}"), Body(number), TestCancellation)
                        .AsTask()
                )
        );
        await WaitForAsync(ErrorQueue, count);
    }

    /// <summary>Puts messages into a queue by its name.</summary>
    public async Task PutAsync(string queue, params IEnumerable<(BasicProperties Properties, byte[] Body)> messages)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            TestCancellation
        );
        foreach (var (properties, body) in messages)
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, TestCancellation);
    }

    /// <summary>Starts <c>redrive</c> as a process. The test's end ends it too.</summary>
    public ServiceProcess Redrive(params IEnumerable<string> options) => Redrive(Broker.Uri, options);

    public ServiceProcess Redrive(Uri broker, params IEnumerable<string> options)
    {
        var command = new ServiceProcess(project, [new("ConnectionStrings:RabbitMq", broker.ToString())], ["redrive", .. options]);
        command.Start();
        commands.Add(command);
        return command;
    }

    /// <summary>The messages that are ready in a queue, asked at the broker itself; null when there is no such queue.</summary>
    public async Task<long?> CountAsync(string queue) => (await FindAsync(queue))?.MessageCount;

    public Task WaitForAsync(string queue, int count) => Eventually.Be(() => CountAsync(queue), found => found == count);

    /// <summary>Waits until a consumer that has ended is gone at the broker too: what it did not acknowledge is ready again.</summary>
    public Task WaitUntilReleasedAsync(string queue) =>
        Eventually.Be(async () => (await FindAsync(queue))?.ConsumerCount, consumers => consumers == 0);

    /// <summary>Takes all messages out of a queue.</summary>
    /// <remarks>Not by basic.get, which a queue with a single active consumer rejects.</remarks>
    public async Task<IReadOnlyList<BasicDeliverEventArgs>> DrainAsync(string queue, int count)
    {
        var taken = new ConcurrentQueue<BasicDeliverEventArgs>();
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestCancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            taken.Enqueue(
                new BasicDeliverEventArgs(
                    message.ConsumerTag,
                    message.DeliveryTag,
                    message.Redelivered,
                    message.Exchange,
                    message.RoutingKey,
                    message.BasicProperties,
                    message.Body.ToArray()
                )
            );
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer, TestCancellation);
        await Eventually.Be(() => taken.Count, found => found >= count);
        return [.. taken];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (ServiceProcess[])[.. commands, Service])
            await process.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private async Task<QueueDeclareOk?> FindAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestCancellation);
        try
        {
            return await channel.QueueDeclarePassiveAsync(queue, TestCancellation);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return null;
        }
    }

    private Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = Broker.Uri }.CreateConnectionAsync(TestCancellation);
}
