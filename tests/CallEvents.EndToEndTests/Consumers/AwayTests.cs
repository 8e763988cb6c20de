using System.Collections.Concurrent;
using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CallEvents.EndToEndTests.Consumers;

public sealed class AwayTests(RabbitMqServer rabbit)
{
    private const string Queue = "crm-log-call";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_for_a_crm_that_is_away_go_back_to_their_queue_none_to_the_error_queue_and_all_arrive_when_it_is_back()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var crm = new CrmOnBroker { IsAway = true };
        await crm.StartAsync(broker);
        await BoundAsync(broker);
        await PublishAsync(broker, 50);

        await Eventually.Be(() => crm.Returned >= 20, Patience);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 50, Patience);

        crm.IsAway = false;

        await Eventually.Be(() => crm.Written.Select(call => call.CallId).Distinct().Count() == 50, Patience);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 0, Patience);
        crm.Written.Count.ShouldBe(50);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();
    }

    [Fact]
    public async Task A_stop_while_the_crm_is_away_gives_all_messages_back_in_time()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var crm = new CrmOnBroker { IsAway = true };
        await crm.StartAsync(broker);
        await BoundAsync(broker);
        await PublishAsync(broker, 50);
        await Eventually.Be(() => crm.OtherSide.Outage is not null, Patience);

        await crm.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Ended);

        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.MessagesReady == 50, Patience);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();
        crm.IsAway = false;
        await crm.StartAsync(broker);
        await Eventually.Be(() => crm.Written.Count == 50, Patience);
    }

    [Fact]
    public async Task A_message_that_is_wrong_goes_to_the_error_queue_with_the_reason_and_stops_no_other()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var crm = new CrmOnBroker { RejectedCall = "call 0" };
        await crm.StartAsync(broker);
        await BoundAsync(broker);

        await PublishAsync(broker, 2);
        await PublishAsync(broker, ["""{"workspace":"main"}"""]);
        await PublishAsync(broker, ["null"]);

        await Eventually.Be(async () => (await broker.QueueAsync(Queue + "_error"))?.Messages == 3, Patience);
        await Eventually.Be(() => crm.Written.Count == 1, Patience);
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(Ended);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ended);

        // Not basic.get: the queue has its source's arguments, and one with a single active consumer refuses it.
        var reasons = new ConcurrentQueue<string>();
        var reader = new AsyncEventingBasicConsumer(channel);
        reader.ReceivedAsync += (_, letter) =>
        {
            reasons.Enqueue(System.Text.Encoding.UTF8.GetString((byte[])letter.BasicProperties.Headers!["MT-Fault-Message"]!));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Queue + "_error", autoAck: true, reader, Ended);
        await Eventually.Be(() => reasons.Contains("test rejects call call 0: no such pipeline"), Patience);
    }

    [Fact]
    public async Task An_updater_killed_in_the_middle_of_200_messages_loses_none_and_its_state_ends_right()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var updater = new ServiceProcess("CallEvents.CrmUpdater", [new("ConnectionStrings:RabbitMq", broker.Uri.ToString())]);
        await updater.StartAndWaitUntilReadyAsync();

        var publishing = PublishAsync(broker, 200);
        await Eventually.Be(() => State("fields_revision > 0") >= 10, Patience);
        await updater.KillAsync();
        State("fields_revision > 0").ShouldBeLessThan(200, "it was killed in the middle");
        await publishing;
        updater.Start();

        await Eventually.Be(() => State("fields_revision = 1 AND transcript_revision = 1"), done => done == 200, Patience);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 0, Patience);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();

        int State(string condition) =>
            Company.Query(updater, "crm-updater.db", $"SELECT COUNT(*) FROM written_calls WHERE {condition}", row => row.GetInt32(0))[0];
    }

    [Fact]
    public async Task Queues_are_declared_so_that_nothing_is_lost_in_them()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var alerting = new ServiceProcess("CallEvents.Alerting", [new("ConnectionStrings:RabbitMq", broker.Uri.ToString())]);
        await using var updater = new ServiceProcess("CallEvents.CrmUpdater", [new("ConnectionStrings:RabbitMq", broker.Uri.ToString())]);
        await alerting.StartAndWaitUntilReadyAsync();
        await updater.StartAndWaitUntilReadyAsync();

        foreach (var (queue, single) in ((string, bool)[])[("crm-log-call", true), ("alerting-raise-alerts", false)])
        {
            var declared = (await broker.QueueAsync(queue)).ShouldNotBeNull();
            (declared.Type, declared.Durable, declared.AutoDelete).ShouldBe(("quorum", true, false));
            declared.Arguments["x-delivery-limit"].GetInt32().ShouldBe(100_000);
            declared.Arguments.ContainsKey("x-single-active-consumer").ShouldBe(single);
        }
    }

    private static Task BoundAsync(VirtualHost broker) =>
        Eventually.Be(async () => (await broker.QueueAsync(Queue))?.Consumers > 0 && (await broker.BindingsAsync()).Count(binding => binding.DestinationType == "exchange" && binding.Destination == Queue) == 3, Patience);

    /// <summary>Each call by its CallTranscribed, one after the other.</summary>
    private static Task PublishAsync(VirtualHost broker, int count) =>
        PublishAsync(broker, [.. Enumerable.Range(0, count).Select(number => JsonSerializer.Serialize(new CallTranscribed
        {
            Workspace = "main",
            Revision = 1,
            ObservedAt = TimeProvider.System.GetUtcNow(),
            Origin = Origins.Live,
            Call = new Call { Id = $"call {number}", CreatedAt = TimeProvider.System.GetUtcNow() },
            Transcript = [new Segment { Text = "Hallo" }],
        }, JsonSerializerOptions.Web))]);

    private static async Task PublishAsync(VirtualHost broker, string[] messages)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(Ended);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Ended);
        foreach (var message in messages)
        {
            var body = $$"""{"messageType":["urn:message:CallEvents.Contracts:CallTranscribed"],"message":{{message}}}""";
            await channel.BasicPublishAsync(
                "CallEvents.Contracts:CallTranscribed", "", mandatory: true, new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" },
                System.Text.Encoding.UTF8.GetBytes(body), Ended);
        }
    }
}
