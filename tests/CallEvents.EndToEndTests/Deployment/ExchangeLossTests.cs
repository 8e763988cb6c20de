using CallEvents.EndToEndTests.Consumers;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Deployment;

/// <summary>With an exchange, the bindings of all subscribers are deleted, and a queue without a binding misses every event.</summary>
[Collection(BrokerPermissions.Users)]
public sealed class ExchangeLossTests(RabbitMqServer rabbit)
{
    private const string Recorded = "CallEvents.Contracts:CallRecorded";

    [Fact]
    public async Task A_subscriber_binds_its_queue_again_when_the_exchange_is_restored()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit);
        var broker = permissions.Stack.Broker;
        await using var updater = new InProcessCrmUpdater();
        await updater.StartAsync(new VirtualHost(rabbit, broker.Name, permissions.UriFor("crm-updater")));
        await Eventually.Be(() => IsBoundAsync(broker, "crm-log-call"), condition: "bound");

        await broker.DeleteExchangeAsync(Recorded);
        await Eventually.Be(
            () => updater.Logs,
            logs => logs.Any(line => line.Contains($"{Recorded} is missing", StringComparison.Ordinal))
        );
        await rabbit.ImportAsync(await permissions.DefinitionsAsync());

        await Eventually.Be(() => IsBoundAsync(broker, "crm-log-call"), condition: "bound");
        await Eventually.Be(() => updater.Logs, logs => logs.Any(line => line.Contains("is bound to", StringComparison.Ordinal)));
        updater.Logs.Count(line => line.Contains(Recorded, StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_subscriber_that_starts_first_on_a_broker_without_definitions_declares_the_exchanges()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var updater = new InProcessCrmUpdater();
        await updater.StartAsync(broker);
        await Eventually.Be(() => IsBoundAsync(broker, "crm-log-call"), condition: "bound");

        await broker.DeleteExchangeAsync(Recorded);
        await Eventually.Be(() => IsBoundAsync(broker, "crm-log-call"), condition: "bound again");
        await Eventually.Be(() => updater.Logs, logs => logs.Any(line => line.Contains("is bound to", StringComparison.Ordinal)));

        updater.Logs.Count(line => line.Contains(Recorded, StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_poller_whose_exchange_was_lost_waits_for_the_subscribers_to_bind_again()
    {
        var arriving = new SimulatorOptions
        {
            Calls = 20,
            Days = 1,
            ArrivalsPerMinute = 240,
        };
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, arriving);
        var stack = permissions.Stack;
        await stack.CrmUpdater.StartAndWaitUntilReadyAsync();
        var first = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await first.WaitForAsync("CallRecorded", 22);
        await first.DisposeAsync();

        await stack.Broker.DeleteExchangeAsync(Recorded);
        const string warning = "CallRecorded had a queue and has none now";
        await Eventually.Be(() => stack.Poller.Output, output => output.Contains(warning, StringComparison.Ordinal));
        await using var second = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        var calls = await stack.StopArrivalsAsync();

        await Eventually.Be(
            () => first.Distinct("CallRecorded").Concat(second.Distinct("CallRecorded")).DistinctBy(message => message.MessageId).Count(),
            count => count == calls
        );
        await Eventually.Be(() => IsBoundAsync(stack.Broker, "crm-log-call"), condition: "bound");
        stack.Poller.Output.Split(warning).Length.ShouldBe(2);
    }

    private static async Task<bool> IsBoundAsync(VirtualHost broker, string queue) =>
        (await broker.BindingsAsync()).Any(binding => binding.Source == Recorded && binding.Destination == queue);
}
