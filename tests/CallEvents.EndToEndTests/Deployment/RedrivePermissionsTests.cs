using System.Text;
using CallEvents.EndToEndTests.Commands;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Deployment;

/// <summary>The command <c>redrive</c> with the rights of its service.</summary>
[Collection(BrokerPermissions.Users)]
public sealed class RedrivePermissionsTests(RabbitMqServer rabbit)
{
    private static CancellationToken TestCancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("crm-updater", "crm-log-call")]
    [InlineData("alerting", "alerting-raise-alerts")]
    public async Task Each_consumer_may_move_its_own_messages_back(string user, string queue)
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit);
        var service = user == "alerting" ? permissions.Stack.Alerting : permissions.Stack.CrmUpdater;
        await service.StartAndWaitUntilReadyAsync();
        var unknown = Encoding.UTF8.GetBytes("""{"messageType":["urn:message:CallEvents.Contracts:Unknown"],"message":{}}""");
        await using var connection = await permissions.ConnectAsync(user);
        await using var channel = await BrokerPermissions.OpenChannelAsync(connection);
        foreach (var body in new[] { FailedMessages.Body(1), unknown })
            await channel.BasicPublishAsync(queue, "", mandatory: true, FailedMessages.Properties("message"), body, TestCancellation);
        await Eventually.Be(() => permissions.Stack.Broker.QueueAsync($"{queue}_error"), found => found?.Messages == 1);
        await Eventually.Be(() => permissions.Stack.Broker.QueueAsync($"{queue}_skipped"), found => found?.Messages == 1);

        await using var redrive = new ServiceProcess(service.Project, service.Settings, "redrive", "--skipped", "--json");
        redrive.Start();

        var (exitCode, report) = await redrive.ReadReportAsync();
        exitCode.ShouldBe(0, report.ToString());
        report.GetProperty("moved").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task The_queue_of_another_consumer_is_refused_in_one_line()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit);
        var alerting = permissions.Stack.Alerting;
        await alerting.StartAndWaitUntilReadyAsync();
        await using (var connection = await permissions.ConnectAsync("alerting"))
        await using (var channel = await BrokerPermissions.OpenChannelAsync(connection))
        {
            var body = FailedMessages.Body(1);
            await channel.BasicPublishAsync(
                "alerting-raise-alerts",
                "",
                mandatory: true,
                FailedMessages.Properties("message"),
                body,
                TestCancellation
            );
        }

        await Eventually.Be(() => permissions.Stack.Broker.QueueAsync("alerting-raise-alerts_error"), found => found?.Messages == 1);
        var settings = new Dictionary<string, string?>(alerting.Settings)
        {
            ["ConnectionStrings:RabbitMq"] = permissions.UriFor("crm-updater").ToString(),
        };

        await using var redrive = new ServiceProcess(alerting.Project, settings, "redrive");
        redrive.Start();

        var result = await redrive.WaitForExitAsync();
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("ACCESS_REFUSED");
        (result.Output + result.Error).ShouldNotContain(permissions.Password("crm-updater"));
    }
}
