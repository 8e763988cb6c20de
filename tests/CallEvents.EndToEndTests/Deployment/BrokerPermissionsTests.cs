using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using YamlDotNet.RepresentationModel;

namespace CallEvents.EndToEndTests.Deployment;

[Collection(BrokerPermissions.Users)]
public sealed class BrokerPermissionsTests(RabbitMqServer rabbit)
{
    private static readonly SimulatorOptions Calls = new()
    {
        Calls = 60,
        Days = 1,
        ArrivalsPerMinute = 0,
    };

    private static CancellationToken TestCancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Permissions_suffice_for_every_call_and_for_the_error_queue()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, Calls);
        var stack = permissions.Stack;
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await Task.WhenAll(stack.CrmUpdater.StartAndWaitUntilReadyAsync(), stack.Alerting.StartAndWaitUntilReadyAsync());
        await stack.Poller.StartAndWaitUntilReadyAsync();

        await subscriber.WaitForAsync("CallRecorded", 60);
        await subscriber.WaitForAsync("CallTranscribed", 60);
        await Eventually.Be(stack.CountWrittenCalls, count => count == 60);

        // The consumer may publish to its own queue: moving an invalid message to the error queue requires it.
        await using var connection = await permissions.ConnectAsync("crm-updater");
        await using var channel = await BrokerPermissions.OpenChannelAsync(connection);
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json" };
        var body = Encoding.UTF8.GetBytes("{\"no\":1}");
        await channel.BasicPublishAsync("crm-log-call", "", mandatory: true, properties, body, TestCancellation);
        await Eventually.Be(() => stack.Broker.QueueAsync("crm-log-call_error"), queue => queue?.Messages == 1);

        // A replay to a single queue, by the poller alone.
        (await PublishToQueueAsync(permissions, "poller", "crm-log-call")).ShouldBe(QueuePublishResult.Confirmed);
        (await PublishToQueueAsync(permissions, "poller", "no-such-queue")).ShouldBe(QueuePublishResult.NoQueue);
        (await PublishToQueueAsync(permissions, "alerting", "crm-log-call")).ShouldBe(QueuePublishResult.NotPermitted);
    }

    [Fact]
    public async Task Each_user_has_only_the_permissions_it_needs()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, Calls);
        var stack = permissions.Stack;
        await Task.WhenAll(stack.CrmUpdater.StartAndWaitUntilReadyAsync(), stack.Alerting.StartAndWaitUntilReadyAsync());
        const string recorded = "CallEvents.Contracts:CallRecorded";
        const string crm = "crm-log-call";
        const string alerting = "alerting-raise-alerts";

        await VerifyDeniedAsync("poller", channel => channel.BasicGetAsync(crm, autoAck: false, TestCancellation));
        await VerifyDeniedAsync("poller", channel => channel.QueueDeclareAsync("mine", cancellationToken: TestCancellation));
        await VerifyDeniedAsync("poller", channel => PublishAsync(channel, crm));
        await VerifyDeniedAsync("poller", channel => channel.QueueDeleteAsync(crm, cancellationToken: TestCancellation));
        foreach (var (consumer, own, other) in new[] { ("crm-updater", crm, alerting), ("alerting", alerting, crm) })
        {
            await VerifyDeniedAsync(consumer, channel => PublishAsync(channel, recorded));
            await VerifyDeniedAsync(consumer, channel => channel.ExchangeDeleteAsync(recorded, cancellationToken: TestCancellation));
            await VerifyDeniedAsync(consumer, channel => DeclareExchangeAsync(channel, recorded));
            await VerifyDeniedAsync(consumer, channel => DeclareExchangeAsync(channel, "CallEvents.Contracts:Other"));
            await VerifyDeniedAsync(consumer, channel => channel.ExchangeUnbindAsync(other, recorded, "", null, false, TestCancellation));
            await VerifyDeniedAsync(consumer, channel => PublishAsync(channel, "", routingKey: other));
            await VerifyDeniedAsync(consumer, channel => PublishAsync(channel, other));
            await VerifyDeniedAsync(consumer, channel => channel.BasicGetAsync(other, autoAck: false, TestCancellation));
            await VerifyDeniedAsync(consumer, channel => channel.QueueDeleteAsync(other, cancellationToken: TestCancellation));
            await VerifyDeniedAsync(consumer, channel => channel.QueuePurgeAsync(other, TestCancellation));
            await VerifyDeniedAsync(consumer, channel => channel.QueueBindAsync(own, other, "", cancellationToken: TestCancellation));
            await VerifyDeniedAsync(consumer, channel => channel.QueueBindAsync(other, recorded, "", cancellationToken: TestCancellation));
        }

        await VerifyDeniedAsync("monitor", channel => channel.BasicGetAsync(crm, autoAck: false, TestCancellation));
        await VerifyDeniedAsync("monitor", channel => PublishAsync(channel, recorded));

        async Task VerifyDeniedAsync(string user, Func<IChannel, Task> operation)
        {
            await using var connection = await permissions.ConnectAsync(user);
            await using var channel = await BrokerPermissions.OpenChannelAsync(connection);
            var exception = await Should.ThrowAsync<Exception>(() => operation(channel), $"{user} is denied");
            var interrupted = exception as OperationInterruptedException ?? exception.InnerException as OperationInterruptedException;
            interrupted!.ShutdownReason!.ReplyCode.ShouldBe((ushort)403, $"{user}: {exception}");
        }
    }

    private static async Task<QueuePublishResult> PublishToQueueAsync(BrokerPermissions permissions, string user, string queue)
    {
        var options = Options.Create(new BrokerOptions { ConnectionString = permissions.UriFor(user).ToString() });
        await using var publisher = new QueuePublisher(options, "test");
        (await publisher.ExistsAsync(queue, TestCancellation)).ShouldBe(queue != "no-such-queue");
        return await publisher.PublishAsync(queue, new BasicProperties(), Encoding.UTF8.GetBytes("{}"), TestCancellation);
    }

    [Fact]
    public async Task The_monitor_user_reads_queue_lengths_and_policies()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, Calls);
        await permissions.Stack.CrmUpdater.StartAndWaitUntilReadyAsync();
        await Eventually.Be(() => permissions.Stack.Broker.QueueAsync("crm-log-call"), queue => queue is { Consumers: 1 });

        var queue = await ReadAsMonitorAsync(permissions, "crm-log-call");

        queue.GetProperty("type").GetString().ShouldBe("quorum");
        var policy = queue.GetProperty("effective_policy_definition");
        policy.GetProperty("delivery-limit").GetInt32().ShouldBe(100_000);
        policy.TryGetProperty("overflow", out _).ShouldBeFalse("one full queue would reject publishes for every subscriber");
    }

    [Fact]
    public async Task The_poller_waits_for_an_expected_queue_until_it_is_bound()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, Calls);
        var stack = permissions.Stack;
        var monitor = rabbit.ManagementUriFor(stack.Broker, "monitor", permissions.Password("monitor"));
        stack.Poller.Settings["RabbitMq:Management"] = monitor;
        stack.Poller.Settings["Publishing:ExpectQueues:0"] = "crm-log-call";
        stack.Poller.Settings["Publishing:ExpectQueues:1"] = "audit=CallRecorded";
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.CrmUpdater.StartAndWaitUntilReadyAsync();
        stack.Poller.Start();
        await subscriber.WaitForAsync("CallTranscribed", 60);
        const string warning = "The expected queue audit is not bound for CallRecorded: its events wait";
        await Eventually.Be(() => stack.Poller.Output, output => output.Contains(warning, StringComparison.Ordinal));
        subscriber.Count("CallRecorded").ShouldBe(0);

        await using var audit = await TestSubscriber.SubscribeAsync(stack.Broker.Uri, "audit", "CallRecorded");

        await audit.WaitForAsync("CallRecorded", 60);
        await subscriber.WaitForAsync("CallRecorded", 60);
        await stack.Poller.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task Every_queue_that_KEDA_scales_on_exists_and_reports_its_length()
    {
        var queues = KedaQueues();
        queues.ShouldNotBeEmpty();
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, Calls);
        var stack = permissions.Stack;
        await Task.WhenAll(stack.CrmUpdater.StartAndWaitUntilReadyAsync(), stack.Alerting.StartAndWaitUntilReadyAsync());

        foreach (var queue in queues)
        {
            var state = await Eventually.Be(() => ReadAsMonitorAsync(permissions, queue), state => state.TryGetProperty("messages", out _));
            state.GetProperty("messages").GetInt64().ShouldBe(0, queue);
        }
    }

    [Fact]
    public async Task One_more_line_adds_a_subscriber()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, Calls);
        var billing = await permissions.AddSubscriberAsync(rabbit, "billing", TestSubscriber.DefaultQueue);

        await using var subscriber = await TestSubscriber.SubscribeAsync(billing);
        await permissions.Stack.Poller.StartAndWaitUntilReadyAsync();
        await subscriber.WaitForAsync("CallTranscribed", 60);
    }

    [Fact]
    public async Task A_line_taken_out_is_answered_with_the_command_that_revokes_the_user()
    {
        var folder = TestResourceReaper.CreateFolder("users");
        var users = Path.Combine(folder, "users");
        await File.WriteAllTextAsync(users, "publisher poller\nsubscriber billing billing-count-minutes\n", TestCancellation);
        (await RunAsync()).Error.ShouldBeEmpty();
        await File.WriteAllTextAsync(users, "publisher poller\n", TestCancellation);

        var result = await RunAsync();

        result.ExitCode.ShouldBe(0);
        result.Error.ShouldContain("rabbitmqctl delete_user billing");
        result.Output.ShouldNotContain("billing");

        async Task<ProcessResult> RunAsync()
        {
            string[] arguments = ["--passwords", Path.Combine(folder, "passwords"), "--users", users];
            await using var script = ChildProcess.Start(BrokerPermissions.Script, arguments, [], folder);
            return await script.WaitForExitAsync();
        }
    }

    [Theory]
    [InlineData("reader poller", "users:1: found 'reader', expected publisher, subscriber, monitor or admin")]
    [InlineData("subscriber billing", "users:1: found no queue, expected 'subscriber NAME QUEUE...'")]
    [InlineData("publisher the/poller", "users:1: found 'the/poller', expected a user's name of letters, digits, '.', '_' and '-'")]
    [InlineData("# a comment", "found no line, expected at least a publisher")]
    public async Task An_invalid_line_is_named_in_the_error(string line, string error)
    {
        var folder = TestResourceReaper.CreateFolder("users");
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), line + "\n", TestCancellation);

        string[] arguments = ["--passwords", folder, "--users", Path.Combine(folder, "users")];
        await using var script = ChildProcess.Start(BrokerPermissions.Script, arguments, [], folder);

        var result = await script.WaitForExitAsync();
        result.ExitCode.ShouldBe(2);
        result.Error.Trim().ShouldEndWith(error);
    }

    /// <summary>Reads a queue from the management API as KEDA's user; <c>messages</c> is absent when there is no such queue.</summary>
    private async Task<JsonElement> ReadAsMonitorAsync(BrokerPermissions permissions, string queue)
    {
        var credentials = Encoding.UTF8.GetBytes($"monitor:{permissions.Password("monitor")}");
        var path = new Uri($"queues/{permissions.Stack.Broker.Name}/{queue}", UriKind.Relative);
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials)) },
        };
        using var response = await rabbit.Management.SendAsync(request, TestCancellation);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestCancellation));
    }

    private static List<string> KedaQueues() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "k8s", "components", "keda"), "*.yaml")
                .SelectMany(file =>
                {
                    var yaml = new YamlStream();
                    yaml.Load(new StringReader(File.ReadAllText(file)));
                    return yaml.Documents.Select(document => (YamlMappingNode)document.RootNode);
                })
                .Where(document => $"{document["kind"]}" == "ScaledObject")
                .SelectMany(document => (YamlSequenceNode)document["spec"]["triggers"])
                .Select(trigger => $"{trigger["metadata"]["queueName"]}"),
        ];

    private static Task DeclareExchangeAsync(IChannel channel, string exchange) =>
        channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: TestCancellation);

    private static async Task PublishAsync(IChannel channel, string exchange, string routingKey = "") =>
        await channel.BasicPublishAsync(exchange, routingKey, mandatory: true, Encoding.UTF8.GetBytes("{}"), TestCancellation);
}
