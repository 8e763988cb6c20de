using System.Text.Json;
using CallEvents.Poller;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>What all commands have in common.</summary>
public sealed class PollerCommandLineTests
{
    [Theory]
    [InlineData("callevents-poller: found 'chekc', expected one of run, health, ", "chekc")]
    [InlineData("callevents-poller: found '--jsn', expected one of --json, --help, --version", "--jsn")]
    [InlineData("run: found '--jsn', expected one of --json, --help", "run", "--jsn")]
    [InlineData("health: found 'tomorrow', expected ready or live", "health", "tomorrow")]
    [InlineData("health: found 'live', expected nothing", "health", "ready", "live")]
    [InlineData("Required argument missing for command: 'completion'.", "completion")]
    [InlineData("completion: found 'tcsh', expected bash, zsh or fish", "completion", "tcsh")]
    [InlineData("--name: found 'a b', expected a name of letters", "completion", "bash", "--name", "a b")]
    public async Task Wrong_use_is_answered_with_one_line_and_exit_code_2(string message, params string[] args)
    {
        var run = await CommandRun.OfAsync(args);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBe("");
        run.Errors.ShouldStartWith(message);
        run.Errors.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_wrong_command_line_prints_its_error_as_json_too()
    {
        var run = await CommandRun.OfAsync("audit", "--form", "2026-01-01", "--json");

        run.ExitCode.ShouldBe(2);
        JsonDocument.Parse(run.Output).RootElement.GetProperty("error").GetString().ShouldStartWith("audit: found '--form'");
    }

    [Fact]
    public async Task A_failed_command_prints_its_error_as_json_too()
    {
        var run = await CommandRun.OfAsync("completion", "bash", "--name", "a b", "--json");

        run.ExitCode.ShouldBe(2);
        JsonDocument.Parse(run.Output).RootElement.GetProperty("error").GetString().ShouldStartWith("--name: found 'a b'");
    }

    [Fact]
    public async Task Health_is_one_line_or_one_document()
    {
        Environment.GetEnvironmentVariable("ASPNETCORE_URLS").ShouldBeNull();
        Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS").ShouldBeNull();

        var line = await CommandRun.OfAsync("health", "live");
        var document = await CommandRun.OfAsync("health", "live", "--json");

        line.ShouldBe(new CommandRun(1, "live: no response from http://localhost:8080/\n", ""));
        document.ExitCode.ShouldBe(1);
        JsonDocument.Parse(document.Output).RootElement.GetProperty("isHealthy").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_version_is_that_of_the_program()
    {
        var run = await CommandRun.OfAsync("--version");

        run.ShouldBe(new CommandRun(0, $"{typeof(PollerProgram).Assembly.GetName().Version!.ToString(3)}\n", ""));
    }

    [Fact]
    public void Every_command_shows_examples() =>
        new ServiceRootCommand(PollerProgram.Create())
            .Commands.Where(command => command.Examples.Count == 0)
            .Select(command => command.Name)
            .ShouldBeEmpty();

    [Fact]
    public void Settings_are_told_from_options()
    {
        var (settings, others) = SettingArguments.Split([
            "audit",
            "--Polling:Interval=00:00:01",
            "--from",
            "2026-01-31T12:00:00Z",
            "Revont:BaseUrl=http://localhost",
            "--urls",
            "http://+:80",
            "--report=a:b.html",
            "--json",
        ]);

        settings.ShouldBe(["--Polling:Interval=00:00:01", "Revont:BaseUrl=http://localhost", "--urls", "http://+:80"]);
        others.ShouldBe(["audit", "--from", "2026-01-31T12:00:00Z", "--report=a:b.html", "--json"]);
    }
}
