using CallEvents.Contracts;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Consumers;

public sealed class DownstreamOutageTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    /// <summary>Less than the bus gives a consumer to end.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private const string Queue = InProcessCrmUpdater.Queue;
    private static CancellationToken TestCancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_wait_in_their_queue_while_the_crm_is_down()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var crm = new InProcessCrmUpdater { IsUnavailable = true };
        await crm.StartAsync(broker);
        await InProcessCrmUpdater.WaitUntilBoundAsync(broker);
        await PublishAsync(broker, 50);

        await Eventually.Be(() => crm.Requeued >= 20);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 50);

        crm.IsUnavailable = false;

        await Eventually.Be(() => crm.Written.Select(call => call.Call.Id).Distinct().Count() == 50);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 0);
        crm.Written.Count.ShouldBe(50);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();
    }

    [Fact]
    public async Task Stopping_during_a_crm_outage_requeues_all_messages_in_time()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var crm = new InProcessCrmUpdater { IsUnavailable = true };
        await crm.StartAsync(broker);
        await InProcessCrmUpdater.WaitUntilBoundAsync(broker);
        await PublishAsync(broker, 50);
        await Eventually.Be(() => crm.Circuit.Outage is not null);

        await crm.StopAsync().WaitAsync(StopTimeout, TimeProvider.System, TestCancellation);

        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.MessagesReady == 50);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();
        crm.IsUnavailable = false;
        await crm.StartAsync(broker);
        await Eventually.Be(() => crm.Written.Count == 50);
    }

    [Fact]
    public async Task Invalid_messages_go_to_the_error_queue_with_a_reason_and_block_no_other()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var crm = new InProcessCrmUpdater { RejectedCall = "call 0" };
        await crm.StartAsync(broker);
        await InProcessCrmUpdater.WaitUntilBoundAsync(broker);

        await PublishAsync(broker, 2);
        await TestPublisher.PublishAsync(broker, nameof(CallTranscribed), """{"workspace":"main"}""", "null");

        await Eventually.Be(async () => (await broker.QueueAsync(Queue + "_error"))?.Messages == 3);
        await Eventually.Be(() => crm.Written.Count == 1);
        await using var errors = await ErrorQueueReader.StartAsync(broker, Queue + "_error");
        await Eventually.Be(() => errors.Reasons.Contains("test rejects call call 0: no such pipeline"));
    }

    [Fact]
    public async Task A_value_that_the_database_cannot_store_is_the_messages_fault()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var crm = new InProcessCrmUpdater { State = await postgres.CreateDatabaseAsync() };
        await crm.StartAsync(broker);
        await InProcessCrmUpdater.WaitUntilBoundAsync(broker);
        var call = CreateCallTranscribed(0);

        await TestPublisher.PublishAsync(broker, [call with { Call = call.Call with { Id = "with \0" } }, CreateCallTranscribed(1)]);

        await Eventually.Be(async () => (await broker.QueueAsync(Queue + "_error"))?.Messages == 1);
        await Eventually.Be(() => crm.Written.Count == 1);
        crm.Requeued.ShouldBe(0);
        crm.Circuit.Outage.ShouldBeNull();
        await using var errors = await ErrorQueueReader.StartAsync(broker, Queue + "_error");
        await Eventually.Be(() => errors.Reasons.Any(reason => reason.Contains("22021", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_updater_killed_amid_1000_messages_loses_none()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var updater = CreateService("CallEvents.CrmUpdater", broker);
        await updater.StartAndWaitUntilReadyAsync();

        var publishing = PublishAsync(broker, 1_000);
        await Eventually.Be(() => CountRows("fields_revision > 0") >= 10);
        await updater.KillAsync();
        CountRows("fields_revision > 0").ShouldBeLessThan(1_000, "the updater was killed before it had finished");
        await publishing;
        updater.Start();

        await Eventually.Be(() => CountRows("fields_revision = 1 AND transcript_revision = 1"), count => count == 1_000);
        await Eventually.Be(async () => (await broker.QueueAsync(Queue))!.Messages == 0);
        (await broker.QueueAsync(Queue + "_error")).ShouldBeNull();

        int CountRows(string condition) =>
            TestStack.QuerySqlite(updater, "crm-updater.db", $"SELECT COUNT(*) FROM crm_records WHERE {condition}", row => row.GetInt32(0))[
                0
            ];
    }

    [Fact]
    public async Task Queues_are_durable_quorum_queues_with_a_high_delivery_limit()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var alerting = CreateService("CallEvents.Alerting", broker);
        await using var updater = CreateService("CallEvents.CrmUpdater", broker);
        await alerting.StartAndWaitUntilReadyAsync();
        await updater.StartAndWaitUntilReadyAsync();

        foreach (var (queue, isSingleActive) in ((string, bool)[])[("crm-log-call", true), ("alerting-raise-alerts", false)])
        {
            var declared = (await broker.QueueAsync(queue)).ShouldNotBeNull();
            (declared.Type, declared.Durable, declared.AutoDelete).ShouldBe(("quorum", true, false));
            declared.Arguments["x-delivery-limit"].GetInt32().ShouldBe(100_000);
            declared.Arguments.ContainsKey("x-single-active-consumer").ShouldBe(isSingleActive);
        }
    }

    private static ServiceProcess CreateService(string project, VirtualHost broker) =>
        new(project, [new("ConnectionStrings:RabbitMq", broker.Uri.ToString())]);

    /// <summary>Publishes a CallTranscribed for each of <paramref name="count"/> calls.</summary>
    private static Task PublishAsync(VirtualHost broker, int count) =>
        TestPublisher.PublishAsync(broker, Enumerable.Range(0, count).Select(CreateCallTranscribed));

    private static CallTranscribed CreateCallTranscribed(int number) =>
        new()
        {
            Workspace = "main",
            Revision = 1,
            ObservedAt = TimeProvider.System.GetUtcNow(),
            Origin = Origins.Live,
            Call = new Call { Id = $"call {number}", CreatedAt = TimeProvider.System.GetUtcNow() },
            Transcript = [new Segment { Text = "Hallo" }],
        };
}
