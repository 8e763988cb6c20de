using System.Text.Json;
using CallEvents.EndToEndTests.Consumers;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Slack;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary>The steps of "Alert on Slack": from the example to the first message.</summary>
public sealed class AlertJourneyTests(RabbitMqServer rabbit)
{
    private static readonly SimulatorOptions Past = new()
    {
        Calls = 40,
        Days = 3,
        ArrivalsPerMinute = 0,
    };

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomer_looks_back_checks_tries_a_dry_run_and_then_switches_it_on()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var deals = await SlackStub.StartAsync();
        await using var coaching = await SlackStub.StartAsync();
        var example = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "rules.example.yaml"), TestEnded);
        await using var alerting = AlertingProcess.Create(broker, deals, coaching, rules: example);
        var file = alerting.Settings["Alerting:RulesFile"]!;

        await using var revont = await SimulatorServer.StartAsync(Past);
        var id = await BacktestAsync(alerting, revont, file);
        var explained = await RunPastAsync(alerting, revont, "rules", "test", file, "--call", id, "--json");
        explained.Report.GetProperty("rules").EnumerateArray().ShouldContain(rule => IsFired(rule, "deal-lost"));

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

        // The service runs with the built-in rule, and the draft is copied over its file.
        alerting.Settings["Alerting:DryRun"] = "false";
        await File.WriteAllTextAsync(file, "version: 1\nrules: []", TestEnded);
        await alerting.StartAndWaitUntilReadyAsync();
        await File.WriteAllTextAsync(file, example, TestEnded);
        await Eventually.Be(() => alerting.Output.Contains("the changed file is in use", StringComparison.Ordinal));
        await TestPublisher.PublishAsync(broker, [AlertingProcess.Recorded(2)]);
        await Eventually.Be(() => deals.Messages.Count == 2);
        await Eventually.Be(async () => await StatesAsync(alerting) is ["sent", "dry"]);
        deals.Messages[1].ToJsonString().ShouldContain("call_0002");
        AlertingProcess.ShowsNothingPersonal(alerting, deals, coaching);
    }

    /// <summary>The id of a lost deal that the backtest prints.</summary>
    private static async Task<string> BacktestAsync(ServiceProcess alerting, SimulatorServer revont, string file)
    {
        var run = await RunPastAsync(alerting, revont, "rules", "backtest", file, "--last", "5d", "--requests-per-second", "100", "--json");
        run.ExitCode.ShouldBe(0, run.Report.ToString());
        var lost = run.Report.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("id").GetString() == "deal-lost");
        return lost.GetProperty("examples")[0].GetProperty("callId").GetString()!;
    }

    private static bool IsFired(JsonElement rule, string id) =>
        rule.GetProperty("id").GetString() == id && rule.GetProperty("result").GetString() == "fires";

    /// <summary>Runs a command that reads past calls: with the API key, which the service does not have.</summary>
    private static async Task<(int ExitCode, JsonElement Report)> RunPastAsync(
        ServiceProcess alerting,
        SimulatorServer revont,
        params string[] arguments
    )
    {
        await using var command = AlertingProcess.Command(alerting, arguments);
        command.Settings["Revont:BaseUrl"] = new Uri(revont.BaseAddress, "v1").ToString();
        command.Settings["Revont:Workspaces:main:ApiKey"] = Past.ApiKey;
        command.Start();
        return await command.ReadReportAsync();
    }

    private static async Task<List<string?>> StatesAsync(ServiceProcess alerting) =>
        [
            .. (await AlertingProcess.RunAsync(alerting, "alerts", "list", "--json"))
                .Report.GetProperty("alerts")
                .EnumerateArray()
                .Select(alert => alert.GetProperty("state").GetString()),
        ];
}
