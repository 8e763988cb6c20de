using CallEvents.EndToEndTests.Deployment;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.Simulator;
using Microsoft.Extensions.Options;

namespace CallEvents.EndToEndTests.Commands;

/// <summary>The check against a real broker, with the users that <c>deploy/rabbitmq</c> defines.</summary>
[Collection(BrokerPermissions.Users)]
public sealed class CheckTests(RabbitMqServer rabbit)
{
    private const string Recorded = "CallEvents.Contracts:CallRecorded";

    [Fact]
    public async Task Three_things_that_are_wrong_are_three_lines()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, new SimulatorOptions { Calls = 5, Days = 1 });
        var settings = permissions.Stack.Poller.Settings;
        settings["Revont:Workspaces:main:ApiKey"] = "another-key";
        settings["ConnectionStrings:RabbitMq"] = permissions.UriFor("crm-updater").ToString();
        settings["ConnectionStrings:Ledger"] = "Data Source=/var/lib/no-such-folder/callevents.db";
        await using var check = new ServiceProcess("CallEvents.Poller", settings, "check");
        check.Start();

        var result = await check.WaitForExitAsync();

        result.ExitCode.ShouldBe(1, result.Error);
        var wrong = result.Output.Split('\n').Where(line => line.StartsWith('✗')).ToList();
        wrong.Count.ShouldBe(3, result.Output);
        wrong[0].ShouldContain("rejected (HTTP 401): set Revont:Workspaces:main:ApiKey to a key");
        wrong[1].ShouldContain($"the user may not publish to {Recorded}");
        wrong[2].ShouldContain("in a folder that does not exist: check ConnectionStrings:Ledger");
        foreach (var secret in new[] { "another-key", permissions.Password("crm-updater") })
            (result.Output + result.Error).ShouldNotContain(secret);
    }

    [Fact]
    public async Task The_right_to_publish_is_found_out_without_publishing()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit);
        var address = permissions.UriFor("poller").ToString();
        await using var subscriber = await TestSubscriber.SubscribeAsync(permissions.Stack.Broker.Uri);

        var rights = await Probe(address).SendAsync([Recorded, "CallEvents.Contracts:NotYet", "elsewhere"], default);

        rights.Problem.ShouldBeNull();
        rights.Exchanges.Select(one => one.Right).ShouldBe([PublishRight.Granted, PublishRight.NotDeclared, PublishRight.Refused]);
        (await permissions.Stack.Broker.ExchangesAsync()).ShouldNotContain(exchange => exchange.Name == "CallEvents.Contracts:NotYet");
        var queues = await permissions.Stack.Broker.QueuesAsync();
        queues.ShouldNotBeEmpty();
        queues.ShouldAllBe(queue => queue.Messages == 0);
        subscriber.Deliveries.ShouldBeEmpty();
    }

    private static BrokerProbe Probe(string address) =>
        new(Options.Create(new BrokerOptions { ConnectionString = address }), TimeProvider.System);
}
