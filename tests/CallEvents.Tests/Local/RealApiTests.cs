using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Local;

public sealed class RealApiTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("callevents-tests-").FullName;

    [Fact]
    public async Task The_real_API_is_polled_with_the_key_from_the_file()
    {
        const string key = "a-secret-key";
        await using var revont = await RevontSimulator.StartAsync(
            new SimulatorOptions
            {
                Calls = 30,
                Days = 0.9,
                ArrivalsPerMinute = 0,
                ApiKey = key,
            }
        );
        var file = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(file, key + "\n");

        // The command line replaces the workspaces of the settings.
        await using var local = LocalProcess.Start(
            ["--api-key-file", file, "--data", folder],
            [
                ("Revont__BaseUrl", revont.BaseUrl.ToString()),
                ("Revont__RequestsPerSecond", "1000"),
                ("Revont__Workspaces__other__ApiKey", "another-key"),
                .. LocalProcess.FastSettings,
            ]
        );
        await Eventually.Be(() => local.Output.Contains("CallTranscribed 30", StringComparison.Ordinal));
        local.Signal("TERM");

        (await local.WaitForExitAsync()).ShouldBe(0, local.Output + local.Errors);
        local.ReadSummary("Calls").ShouldBe(30);
        local.ReadSummary("CallRecorded").ShouldBe(30);
        local.ReadSummary("CallTranscribed").ShouldBe(30);
        revont.ReadStats().Requests.ShouldAllBe(request => request.Status == 200);
        (local.Output + await File.ReadAllTextAsync(Path.Combine(folder, "callevents.log"))).ShouldNotContain(key);
    }

    [Fact]
    public async Task A_run_without_a_response_from_Revont_fails()
    {
        await using var revont = await RevontSimulator.StartAsync(new SimulatorOptions { Calls = 1, ApiKey = "right" });
        var file = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(file, "wrong");
        await using var local = LocalProcess.Start(["--api-key-file", file], ("Revont__BaseUrl", revont.BaseUrl.ToString()));
        await Eventually.Be(
            () => local.Output.Contains("problems: key refused", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60),
            local.Errors
        );
        local.Signal("INT");

        (await local.WaitForExitAsync()).ShouldBe(1);
        local.Output.ShouldContain("Problem: key refused since ");
        local.Output.ShouldContain("the Revont API has not responded");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
