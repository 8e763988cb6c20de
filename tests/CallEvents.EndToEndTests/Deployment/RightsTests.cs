using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using YamlDotNet.RepresentationModel;

namespace CallEvents.EndToEndTests.Deployment;

public sealed class RightsTests(RabbitMqServer rabbit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string[] Calls = ["--calls", "60", "--days", "1", "--arrivals-per-minute", "0"];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_exactly_these_rights_every_call_reaches_both_services_and_a_wrong_message_their_error_queue()
    {
        await using var rights = await Rights.GiveAsync(rabbit, Calls);
        var company = rights.Company;
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        await Task.WhenAll(company.CrmUpdater.StartAndWaitUntilReadyAsync(), company.Alerting.StartAndWaitUntilReadyAsync());
        await company.Poller.StartAndWaitUntilReadyAsync();

        await listener.WaitForAsync("CallRecorded", 60, Patience);
        await listener.WaitForAsync("CallTranscribed", 60, Patience);
        await Eventually.Be(
            () => Company.Query(company.CrmUpdater, "crm-updater.db", "SELECT COUNT(*) FROM written_calls WHERE fields_revision > 0 AND transcript_revision > 0", row => row.GetInt64(0))[0],
            count => count == 60,
            Patience);

        // To its own queue it may send; that is how a message comes into its error queue.
        await using var connection = await rights.LogInAsync("crm-updater");
        await using var channel = await Rights.OpenAsync(connection);
        await channel.BasicPublishAsync("crm-log-call", "", mandatory: true, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, Encoding.UTF8.GetBytes("{\"no\":1}"), Ended);
        await Eventually.Be(() => company.Broker.QueueAsync("crm-log-call_error"), queue => queue?.Messages == 1, Patience);
    }

    [Fact]
    public async Task Nobody_can_do_more_than_his_work()
    {
        await using var rights = await Rights.GiveAsync(rabbit, Calls);
        var company = rights.Company;
        await Task.WhenAll(company.CrmUpdater.StartAndWaitUntilReadyAsync(), company.Alerting.StartAndWaitUntilReadyAsync());
        const string recorded = "CallEvents.Contracts:CallRecorded";
        const string crm = "crm-log-call";
        const string alerting = "alerting-raise-alerts";

        await RefusedAsync("poller", channel => channel.BasicGetAsync(crm, autoAck: false, Ended));
        await RefusedAsync("poller", channel => channel.QueueDeclareAsync("mine", cancellationToken: Ended));
        await RefusedAsync("poller", channel => PublishAsync(channel, crm));
        await RefusedAsync("poller", channel => PublishAsync(channel, "", routingKey: crm));
        foreach (var (subscriber, own, other) in new[] { ("crm-updater", crm, alerting), ("alerting", alerting, crm) })
        {
            await RefusedAsync(subscriber, channel => PublishAsync(channel, recorded));
            await RefusedAsync(subscriber, channel => PublishAsync(channel, "", routingKey: other));
            await RefusedAsync(subscriber, channel => PublishAsync(channel, other));
            await RefusedAsync(subscriber, channel => channel.BasicGetAsync(other, autoAck: false, Ended));
            await RefusedAsync(subscriber, channel => channel.QueueDeleteAsync(other, cancellationToken: Ended));
            await RefusedAsync(subscriber, channel => channel.QueuePurgeAsync(other, Ended));
            await RefusedAsync(subscriber, channel => channel.QueueBindAsync(own, other, "", cancellationToken: Ended));
            await RefusedAsync(subscriber, channel => channel.QueueBindAsync(other, recorded, "", cancellationToken: Ended));
        }

        await RefusedAsync("monitor", channel => channel.BasicGetAsync(crm, autoAck: false, Ended));
        await RefusedAsync("monitor", channel => PublishAsync(channel, recorded));

        async Task RefusedAsync(string user, Func<IChannel, Task> act)
        {
            await using var connection = await rights.LogInAsync(user);
            await using var channel = await Rights.OpenAsync(connection);
            var refusal = await Should.ThrowAsync<Exception>(() => act(channel), $"{user} is refused");
            (refusal as OperationInterruptedException ?? refusal.InnerException as OperationInterruptedException)!.ShutdownReason!.ReplyCode.ShouldBe((ushort)403, $"{user}: {refusal}");
        }
    }

    [Fact]
    public async Task A_monitor_sees_how_full_the_queues_are_and_what_limits_them()
    {
        await using var rights = await Rights.GiveAsync(rabbit, Calls);
        await rights.Company.CrmUpdater.StartAndWaitUntilReadyAsync();
        await Eventually.Be(() => rights.Company.Broker.QueueAsync("crm-log-call"), queue => queue is { Consumers: 1 }, Patience);

        var queue = await SeenByMonitorAsync(rights, "crm-log-call");

        queue.GetProperty("type").GetString().ShouldBe("quorum");
        var policy = queue.GetProperty("effective_policy_definition");
        policy.GetProperty("delivery-limit").GetInt32().ShouldBe(100_000);
        policy.TryGetProperty("overflow", out _).ShouldBeFalse("one full queue would refuse what is published for all");
    }

    [Fact]
    public async Task Every_queue_that_KEDA_watches_is_on_a_running_system_and_tells_its_monitor_how_full_it_is()
    {
        var watched = KedaQueues();
        watched.ShouldNotBeEmpty();
        await using var rights = await Rights.GiveAsync(rabbit, Calls);
        await Task.WhenAll(rights.Company.CrmUpdater.StartAndWaitUntilReadyAsync(), rights.Company.Alerting.StartAndWaitUntilReadyAsync());

        foreach (var queue in watched)
            (await Eventually.Be(() => SeenByMonitorAsync(rights, queue), seen => seen.TryGetProperty("messages", out _), Patience)).GetProperty("messages").GetInt64().ShouldBe(0, queue);
    }

    [Fact]
    public async Task One_line_more_lets_somebody_subscribe()
    {
        await using var rights = await Rights.GiveAsync(rabbit, Calls);
        var users = Path.Combine(LastWill.CreateFolder("users"), "users");
        await File.WriteAllTextAsync(users, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "rabbitmq", "users"), Ended) + "subscriber billing listener\n", Ended);

        await rabbit.ImportAsync(await rights.DefinitionsAsync("--users", users));

        await using var listener = await Listener.SubscribeAsync(rights.As("billing"));
        await rights.Company.Poller.StartAndWaitUntilReadyAsync();
        await listener.WaitForAsync("CallTranscribed", 60, Patience);
    }

    [Theory]
    [InlineData("reader poller", "users:1: found 'reader', expected publisher, subscriber, monitor or admin")]
    [InlineData("subscriber billing", "users:1: found no queue, expected 'subscriber NAME QUEUE...'")]
    [InlineData("publisher the/poller", "users:1: found 'the/poller', expected a user's name of letters, digits, '.', '_' and '-'")]
    [InlineData("# nobody", "found no line, expected at least a publisher")]
    public async Task A_wrong_line_is_named(string line, string error)
    {
        var folder = LastWill.CreateFolder("users");
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), line + "\n", Ended);

        await using var script = ChildProcess.Start(Rights.Script, ["--passwords", folder, "--users", Path.Combine(folder, "users")], [], folder);

        var result = await script.WaitForExitAsync(TimeSpan.FromSeconds(30));
        result.ExitCode.ShouldBe(2);
        result.Error.Trim().ShouldEndWith(error);
    }

    /// <summary>The queue as RabbitMQ's management tells the user of KEDA. No queue: no such member, <c>messages</c>.</summary>
    private async Task<JsonElement> SeenByMonitorAsync(Rights rights, string queue)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"queues/{rights.Company.Broker.Name}/{queue}", UriKind.Relative))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"monitor:{rights.Password("monitor")}"))) },
        };
        using var answer = await rabbit.Management.SendAsync(request, Ended);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Ended));
    }

    private static List<string> KedaQueues() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "k8s", "components", "keda"), "*.yaml").SelectMany(file =>
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(File.ReadAllText(file)));
            return yaml.Documents.Select(document => (YamlMappingNode)document.RootNode);
        })
        .Where(document => $"{document["kind"]}" == "ScaledObject")
        .SelectMany(document => (YamlSequenceNode)document["spec"]["triggers"])
        .Select(trigger => $"{trigger["metadata"]["queueName"]}"),
    ];

    private static async Task PublishAsync(IChannel channel, string exchange, string routingKey = "") =>
        await channel.BasicPublishAsync(exchange, routingKey, mandatory: true, Encoding.UTF8.GetBytes("{}"), Ended);
}
