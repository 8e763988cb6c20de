using System.Text.Json;
using CallEvents.LedgerSpecs;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Ledger;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>A ledger that is not there, or fails, is one line and an exit code, in every command.</summary>
public sealed class CommandLedgerTests
{
    [Theory]
    [InlineData("status")]
    [InlineData("jobs")]
    [InlineData("jobs", "7")]
    [InlineData("jobs", "stop", "7")]
    [InlineData("replay", "list")]
    [InlineData("replay", "stop", "7")]
    public async Task Without_a_ledger_none_is_created(params string[] command)
    {
        var path = PollerHost.NewLedgerPath();

        var run = await RunAsync($"Data Source={path}", command);

        (run.ExitCode, run.Errors.TrimEnd()).ShouldBe(
            (1, $"ConnectionStrings:Ledger: no ledger at 'Data Source={path}' yet: start the poller first")
        );
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_is_an_error_in_one_line()
    {
        var database = await LedgerFile.CreateDatabaseAsync();
        await using var ledger = await TestLedger.OpenAsync(database);
        await ledger.AddWorkspaceAsync();

        var run = await RunAsync($"{database};Mode=ReadOnly", "pause", "--detach", "--json");

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldStartWith("ConnectionStrings:Ledger: SQLite Error 8");
        run.Errors.TrimEnd().ShouldNotContain('\n');
        JsonDocument.Parse(run.Output).RootElement.GetProperty("error").GetString().ShouldBe(run.Errors.TrimEnd());
    }

    private static Task<CommandRun> RunAsync(string ledger, params string[] command) =>
        CommandRun.OfAsync([$"--ConnectionStrings:Ledger={ledger}", "--Revont:Workspaces:main:ApiKey=key", .. command]);
}
