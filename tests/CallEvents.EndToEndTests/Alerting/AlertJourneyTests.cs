using System.Text.Json;
using CallEvents.EndToEndTests.Consumers;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Slack;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary>The steps of "Alert on Slack": from the example to the first message.</summary>
public sealed class AlertJourneyTests(RabbitMqServer rabbit)
{
    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomer_checks_tests_tries_a_dry_run_and_then_switches_it_on()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var deals = await SlackStub.StartAsync();
        await using var coaching = await SlackStub.StartAsync();
        var example = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "rules.example.yaml"), TestEnded);
        await using var alerting = AlertingProcess.Create(broker, deals, coaching, rules: example);
        var file = alerting.Settings["Alerting:RulesFile"]!;

        var check = await AlertingProcess.RunAsync(alerting, "rules", "check", file, "--json");
        check.ExitCode.ShouldBe(1, "channels of the example are not set up");
        foreach (var channel in (string[])["emea-coaching", "managers", "oncall"])
            alerting.Settings[$"Channels:{channel}:Type"] = "log";
        check = await AlertingProcess.RunAsync(alerting, "rules", "check", file, "--json");
        check.ExitCode.ShouldBe(0, check.Report.ToString());

        var message = Path.Combine(alerting.Folder, "message.json");
        await File.WriteAllTextAsync(
            message,
            JsonSerializer.Serialize(AlertingProcess.Transcribed(1), JsonSerializerOptions.Web),
            TestEnded
        );
        var test = await AlertingProcess.RunAsync(alerting, "rules", "test", file, "--message", message, "--json");
        test.ExitCode.ShouldBe(0, test.Report.ToString());
        test.Report.ToString().ShouldContain("\"fires\"");

        (await AlertingProcess.RunAsync(alerting, "channels", "test", "deals", "--json")).ExitCode.ShouldBe(0);
        deals.Messages.ShouldHaveSingleItem().ToJsonString().ShouldContain("Test");
        deals.AnswerWith(403, "invalid_token");
        var refused = await AlertingProcess.RunAsync(alerting, "channels", "test", "deals", "--json");
        refused.ExitCode.ShouldBe(1);
        refused.Report.ToString().ShouldContain("invalid_token");
        deals.Override = _ => null;

        alerting.Settings["Alerting:DryRun"] = "true";
        await alerting.StartAndWaitUntilReadyAsync();
        await TestPublisher.PublishAsync(broker, [AlertingProcess.Recorded(1)]);
        await Eventually.Be(async () => await StatesAsync(alerting) is ["dry"]);
        await alerting.StopAsync();

        alerting.Settings["Alerting:DryRun"] = "false";
        await alerting.StartAndWaitUntilReadyAsync();
        await TestPublisher.PublishAsync(broker, [AlertingProcess.Recorded(2)]);
        await Eventually.Be(() => deals.Messages.Count == 2);
        await Eventually.Be(async () => await StatesAsync(alerting) is ["sent", "dry"]);
        deals.Messages[1].ToJsonString().ShouldContain("call_0002");
        AlertingProcess.ShowsNothingPersonal(alerting, deals, coaching);
    }

    private static async Task<List<string?>> StatesAsync(ServiceProcess alerting) =>
        [
            .. (await AlertingProcess.RunAsync(alerting, "alerts", "list", "--json"))
                .Report.GetProperty("alerts")
                .EnumerateArray()
                .Select(alert => alert.GetProperty("state").GetString()),
        ];
}
