using System.Diagnostics.Metrics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Outbox;
using CallEvents.Tests.Poller.Diagnostics;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class ExpectedQueueTests
{
    private const string Recorded = "CallEvents.Contracts:CallRecorded";
    private const string Transcribed = "CallEvents.Contracts:CallTranscribed";

    /// <summary>As MassTransit binds a queue: through an exchange of its name.</summary>
    private static readonly (string, string, string)[] CrmBindings =
    [
        (Recorded, "crm", "exchange"),
        (Transcribed, "crm", "exchange"),
        ("crm", "crm", "queue"),
    ];

    [Fact]
    public async Task Events_wait_while_an_expected_queue_is_not_bound_for_them()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var management = await ManagementStub.StartAsync();
        management.Bindings = [.. CrmBindings, (Transcribed, "billing", "queue")];
        var sender = new RecordingSender();
        await using var poller = await StartAsync(revont, management, sender);
        using var metrics = new MetricRecorder(poller.Resolve<IMeterFactory>());

        revont.Put(new ScriptedCall("call_1", revont.Now));
        await Eventually.Be(() => sender.Confirmed.Any(row => row.Type == CallEventType.CallTranscribed));
        await Eventually.Be(
            () => CheckAsync(poller),
            result => result.Description!.Contains("Queue billing is not bound for CallRecorded", StringComparison.Ordinal)
        );
        sender.Confirmed.ShouldAllBe(row => row.Type != CallEventType.CallRecorded);
        metrics.Observe();
        var unbound = metrics.Of("callevents.queues.unbound").Where(measured => measured.Value > 0).ShouldHaveSingleItem();
        (unbound.Tags["callevents.queue"], unbound.Tags["callevents.event.type"]).ShouldBe(("billing", "CallRecorded"));

        management.Bindings = [.. management.Bindings, (Recorded, "billing", "queue")];
        await Eventually.Be(() => sender.Confirmed.Any(row => row.Type == CallEventType.CallRecorded));
        await Eventually.Be(() => CheckAsync(poller), result => result.Status == HealthStatus.Healthy);
        poller.Logs.Lines.Count(line => line.Contains("queue billing is", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Events_flow_past_an_unbound_queue_when_they_are_not_to_wait()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var management = await ManagementStub.StartAsync();
        var sender = new RecordingSender();
        await using var poller = await StartAsync(revont, management, sender, ("Publishing:WaitForExpected", "false"));

        revont.Put(new ScriptedCall("call_1", revont.Now));

        await Eventually.Be(() => sender.Confirmed.Any(row => row.Type == CallEventType.CallTranscribed));
        (await CheckAsync(poller)).Description!.ShouldContain("Queue crm is not bound for CallTranscribed");
    }

    [Fact]
    public async Task A_management_API_that_fails_is_reported_once_and_stops_no_publish()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var management = await ManagementStub.StartAsync();
        management.Status = 500;
        var sender = new RecordingSender();
        await using var poller = await StartAsync(revont, management, sender);

        revont.Put(new ScriptedCall("call_1", revont.Now));
        await Eventually.Be(() => sender.Confirmed.Any(row => row.Type == CallEventType.CallTranscribed));
        var start = time.GetUtcNow();
        await Eventually.Be(() => time.GetUtcNow() - start > TimeSpan.FromMinutes(3));

        poller.Logs.Lines.Count(line => line.Contains("RabbitMq:Management", StringComparison.Ordinal)).ShouldBe(1);
        poller.Logs.Lines.ShouldContain(line => line.Contains("(HTTP 500)", StringComparison.Ordinal));
        (await CheckAsync(poller)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData("billing", null, "RabbitMq:Management: found nothing, expected an address")]
    [InlineData("billing", "https://monitor:secret@broker:15671/v?verify=none", "RabbitMq:Management: found 'https://***@broker")]
    [InlineData("billing", "https://broker:15671/v", "RabbitMq:Management: found 'https://broker:15671/v', expected an address")]
    [InlineData("billing", "https://u:secret@broker/v?cacertfile=/nowhere.pem", "RabbitMq:Management: found 'cacertfile=/nowhere.pem'")]
    [InlineData("billing=CallUpdated", "http://u:secret@broker:15672/v", "Publishing:ExpectQueues:0: found 'billing=CallUpdated'")]
    [InlineData("=CallRecorded", "http://u:secret@broker:15672/v", "Publishing:ExpectQueues:0: found '=CallRecorded'")]
    public async Task A_wrong_setting_ends_the_start(string queue, string? management, string message)
    {
        var exception = await Should.ThrowAsync<OptionsValidationException>(() =>
            PollerHost.StartAsync(
                new Uri("http://127.0.0.1:9/v1"),
                settings: new() { ["Publishing:ExpectQueues:0"] = queue, ["RabbitMq:Management"] = management }
            )
        );

        exception.Message.ShouldContain(message);
        exception.Message.ShouldNotContain("secret");
    }

    private static Task<HealthCheckResult> CheckAsync(PollerHost poller) =>
        ActivatorUtilities
            .CreateInstance<CallEvents.Poller.Workspaces.PollerReadyCheck>(poller.Resolve<IServiceProvider>())
            .CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

    private static Task<PollerHost> StartAsync(
        ScriptedRevont revont,
        ManagementStub management,
        IMessageSender sender,
        params (string Key, string Value)[] more
    )
    {
        var settings = FastSettings.From(revont.Now.AddHours(-1));
        settings["RabbitMq:Management"] = management.Address;
        settings["Publishing:ExpectQueues:0"] = "crm";
        settings["Publishing:ExpectQueues:1"] = "billing=CallRecorded,CallTranscribed";
        foreach (var (key, value) in more)
            settings[key] = value;
        return revont.StartPollerAsync(settings: settings, configure: builder => builder.Services.AddSingleton(sender));
    }
}
