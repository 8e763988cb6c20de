using System.Net;
using CallEvents.EndToEndTests.Consumers;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Slack;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary>A channel that is down for longer than the broker waits for an acknowledgement, on a broker that waits for seconds.</summary>
public sealed class ConsumerTimeoutTests : IAsyncLifetime
{
    private const int Count = 5;
    private const string HeldQueue = "held";

    /// <summary>Longer than a busy machine needs to acknowledge these few messages.</summary>
    private static readonly TimeSpan ConsumerTimeout = TimeSpan.FromSeconds(8);

    private readonly RabbitMqServer rabbit = new(tls: null, $"consumer_timeout = {ConsumerTimeout.TotalMilliseconds}");

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await rabbit.InitializeAsync();
        await rabbit.SetChannelTickIntervalAsync(TimeSpan.FromMilliseconds(500));
    }

    public ValueTask DisposeAsync() => rabbit.DisposeAsync();

    [Fact]
    public async Task A_channel_away_for_longer_than_the_consumer_timeout_delays_no_other_and_loses_nothing()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var deals = await SlackStub.StartAsync();
        await using var coaching = await SlackStub.StartAsync();
        await using var alerting = AlertingProcess.Create(broker, deals, coaching);
        await alerting.StartAndWaitUntilReadyAsync();
        deals.AnswerWith(503);
        await TestPublisher.PublishAsync(broker, AlertingProcess.Calls(0, Count));
        await Eventually.Be(() => alerting.Output.Contains("Channel deals unavailable", StringComparison.Ordinal));

        // What is not acknowledged by then has been taken back, too: the outage began before this message was held.
        await HoldAMessageUntilTheBrokerTakesItBackAsync(broker);
        deals.Messages.ShouldBeEmpty();
        deals.Received.Count.ShouldBeLessThan(6, "one alert at a time is tried as a probe");
        await TestPublisher.PublishAsync(broker, AlertingProcess.Calls(Count, 1));
        await Eventually.Be(() => coaching.Messages.Count == Count + 1);
        (await alerting.StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);
        deals.Messages.ShouldBeEmpty();

        deals.Override = _ => null;
        await Eventually.Be(() => deals.Messages.Count == 2 * (Count + 1));
        AlertingProcess.CallsOf(deals.Messages).Values.ShouldAllBe(times => times == 2);
        AlertingProcess.CallsOf(coaching.Messages).Values.ShouldAllBe(times => times == 1);
        await Eventually.Be(async () => (await broker.QueueAsync(AlertingProcess.Queue))!.Messages == 0);
        (await broker.QueueAsync(AlertingProcess.Queue))!.Redelivered.ShouldBe(0);
        (await broker.QueueAsync(AlertingProcess.Queue + "_error")).ShouldBeNull();
        alerting.Output.ShouldNotContain("PRECONDITION_FAILED");
    }

    /// <summary>Proves that the timeout is in force, by a consumer that never acknowledges.</summary>
    /// <remarks>
    /// The broker closes its channel; from RabbitMQ 4.3 on it cancels the consumer instead:
    /// https://github.com/rabbitmq/rabbitmq-server/blob/main/consumer_timeouts.md
    /// </remarks>
    private static async Task HoldAMessageUntilTheBrokerTakesItBackAsync(VirtualHost broker)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(TestEnded);
        await using var holding = await connection.CreateChannelAsync(cancellationToken: TestEnded);
        await holding.QueueDeclareAsync(
            HeldQueue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
            cancellationToken: TestEnded
        );
        var takenBack = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var holder = new AsyncEventingBasicConsumer(holding);
        holder.UnregisteredAsync += (_, _) => Answer("cancelled");
        holding.ChannelShutdownAsync += (_, reason) => Answer(reason.ReplyText);
        await holding.BasicConsumeAsync(HeldQueue, autoAck: false, holder, TestEnded);
        await holding.BasicPublishAsync("", HeldQueue, "never acknowledged"u8.ToArray(), TestEnded);
        var how = await takenBack.Task.WaitAsync(Eventually.Patience, TimeProvider.System, TestEnded);
        how.ShouldMatch("^cancelled$|PRECONDITION_FAILED.* timed out");

        await using var next = await connection.CreateChannelAsync(cancellationToken: TestEnded);
        await next.BasicConsumeAsync(HeldQueue, autoAck: true, new AsyncEventingBasicConsumer(next), TestEnded);
        await Eventually.Be(async () => (await broker.QueueAsync(HeldQueue))!.Redelivered > 0);

        Task Answer(string text)
        {
            takenBack.TrySetResult(text);
            return Task.CompletedTask;
        }
    }
}
