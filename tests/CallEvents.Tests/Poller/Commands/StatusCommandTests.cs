using System.Text.Json.Nodes;
using CallEvents.Poller.Ledger;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Ledger;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.Tests.Poller.Status;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Commands;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task The_commands_print_what_the_page_shows()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Add("call_1", revont.Now.AddMinutes(-5));
        await using var poller = await revont.StartPollerAsync();
        await poller.WaitUntilTranscribedAsync("call_1");
        await poller.WaitUntilBackfilledAsync();
        await using var site = await StatusSite.StartAsync(poller);
        var ledger = $"--ConnectionStrings:Ledger=Data Source={poller.LedgerPath}";
        string[] settings = [ledger, "--Polling:StartFrom=2020-01-01T00:00:00Z", "--Polling:Interval=00:00:00.2"];

        var status = await Eventually.Be(() => CommandRun.OfAsync(["status", .. settings]), run => run.ExitCode == 0, describe: Describe);
        var statusJson = await CommandRun.OfAsync(["status", "--json", .. settings]);
        var call = await CommandRun.OfAsync(["call", "call_1", .. settings]);
        var callJson = await CommandRun.OfAsync(["call", "call_1", "--json", .. settings]);

        status.Output.ShouldContain("OK: up to date");
        status.Output.ShouldContain(poller.Resolve<ReplicaName>().Value);
        var page = JsonNode.Parse(await site.GetAsync("/status"))!["workspaces"]![0]!;
        var printed = JsonNode.Parse(statusJson.Output)!["workspaces"]![0]!;
        foreach (var member in new[] { "name", "holder", "parked", "gaps", "backfill" })
            printed[member]!.ToJsonString().ShouldBe(page[member]!.ToJsonString());
        call.ExitCode.ShouldBe(0, Describe(call));
        call.Output.ShouldContain("2 events published");
        JsonNode.Parse(callJson.Output)!["found"]!
            .ToJsonString()
            .ShouldBe(JsonNode.Parse(await site.GetAsync("/status/calls/call_1"))!["found"]!.ToJsonString());
        foreach (var run in new[] { status, statusJson, call, callJson })
        {
            run.Errors.ShouldBeEmpty();
            foreach (var secret in new[] { ScriptedCall.ProspectEmail, ScriptedCall.TranscriptText, ScriptedRevont.ApiKey, "user_1" })
                run.Output.ShouldNotContain(secret);
        }

        var unknown = await CommandRun.OfAsync(["call", "call_2\e[2J", .. settings]);
        (unknown.ExitCode, unknown.Output).ShouldBe((1, "call_2\uFFFD[2J: the ledger does not know this call\n"));
        (await CommandRun.OfAsync(["call", .. settings])).ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("call", "call_1")]
    public async Task Without_a_ledger_they_say_so_and_create_none(params string[] command)
    {
        var database = LedgerFile.NewConnectionString();

        var run = await CommandRun.OfAsync([.. command, $"--ConnectionStrings:Ledger={database}"]);

        (run.ExitCode, run.Output).ShouldBe((1, ""));
        run.Errors.ShouldStartWith("ConnectionStrings:Ledger: no ledger at ");
        File.Exists(database["Data Source=".Length..]).ShouldBeFalse();
    }

    private static string Describe(CommandRun run) => $"{run.ExitCode}: {run.Output}{run.Errors}";
}
