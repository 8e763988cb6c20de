using CallEvents.Local;
using CallEvents.Local.Revont;

namespace CallEvents.Tests.Local;

public sealed class LocalCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("callevents-tests-").FullName;

    [Theory]
    [InlineData("--calls: found 'many', expected a whole number", "--calls", "many")]
    [InlineData("--calls: found -1, expected a whole number from 0", "--calls", "-1")]
    [InlineData("--for: found '20', expected a time span", "--for", "20")]
    [InlineData("--for: found '00:00:00', expected a time span above zero", "--for", "00:00:00")]
    [InlineData("--seed: found 'x', expected a whole number", "--seed", "x")]
    [InlineData("--arrivals-per-minute: found -2, expected a number from 0", "--arrivals-per-minute", "-2")]
    [InlineData("--transcript-delay: found 'soon', expected a time span", "--transcript-delay", "soon")]
    [InlineData("--api-key-file: found '/nowhere/key', expected a file that can be read", "--api-key-file", "/nowhere/key")]
    [InlineData("--api-key-file: found nothing in '/dev/null', expected a file with the API key", "--api-key-file", "/dev/null")]
    [InlineData("--data: found '/dev/null/x', expected a folder that can be written", "--data", "/dev/null/x")]
    [InlineData("--rabbitmq: found 'http://***@host', expected amqp://", "--rabbitmq", "http://user:secret@host")]
    [InlineData("--telemetry: found 'localhost:4317', expected a URI such as http", "--telemetry", "localhost:4317")]
    [InlineData("--rules: found '/nowhere/rules.yaml', expected a file that can be read", "--rules", "/nowhere/rules.yaml")]
    [InlineData("--wrong", "--wrong")]
    [InlineData("Required argument missing for option: '--data'", "--data")]
    public async Task An_invalid_option_prevents_the_start_with_one_line_that_names_it(string expectedError, params string[] args)
    {
        await using var local = await LocalProcess.RunAsync(args);

        local.ExitCode.ShouldBe(2);
        local.Errors.TrimEnd().ShouldContain(expectedError);
        local.Errors.TrimEnd().Split('\n').Length.ShouldBe(1);
        local.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_invalid_setting_prevents_the_start_with_one_line_that_names_it()
    {
        await using var local = await LocalProcess.RunAsync([], ("Polling__Interval", "banana"));

        local.ExitCode.ShouldBe(2);
        local.Errors.TrimEnd().ShouldBe("Polling:Interval: found 'banana', expected a duration such as 00:00:30");
        local.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_simulator_option_is_rejected_for_the_real_API()
    {
        var key = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(key, "key");
        await using var local = await LocalProcess.RunAsync(["--api-key-file", key, "--calls", "3"]);

        local.ExitCode.ShouldBe(2);
        local.Errors.TrimEnd().ShouldBe("--calls: found both this and --api-key-file, expected it for the simulator only.");
    }

    [Fact]
    public async Task A_simulated_data_folder_is_rejected_for_the_real_API()
    {
        WriteManifest(SimulationPlan.Default);
        var key = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(key, "key");
        await using var local = await LocalProcess.RunAsync(["--api-key-file", key, "--data", folder]);

        local.ExitCode.ShouldBe(2);
        local.Errors.ShouldStartWith("--data: found the state of a simulated workspace");
    }

    [Fact]
    public async Task A_real_data_folder_is_rejected_for_the_simulator()
    {
        WriteManifest(null);
        await using var local = await LocalProcess.RunAsync(["--data", folder]);

        local.ExitCode.ShouldBe(2);
        local.Errors.ShouldStartWith("--data: found the state of a real Revont account");
    }

    [Fact]
    public async Task A_data_folder_keeps_its_simulated_workspace()
    {
        WriteManifest(SimulationPlan.Default with { Calls = 40 });
        await using var local = await LocalProcess.RunAsync(["--data", folder, "--calls", "50"]);

        local.ExitCode.ShouldBe(2);
        local.Errors.ShouldStartWith("--calls: found 50, expected 40, as in the earlier run");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void WriteManifest(SimulationPlan? plan)
    {
        using var data = DataFolder.Open(folder);
        new WorkspaceManifest(plan).Write(data);
    }
}
