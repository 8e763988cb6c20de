using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Local;

public sealed class RealApiTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("callevents-tests-").FullName;

    [Fact]
    public async Task The_real_API_is_polled_with_the_key_from_the_file()
    {
        const string key = "a-key-that-nobody-shall-see";
        await using var revont = await RevontSimulator.StartAsync(new SimulatorOptions { Calls = 30, Days = 0.9, ArrivalsPerMinute = 0, ApiKey = key });
        var file = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(file, key + "\n");

        // The key of another workspace in the settings is not for whom the command line names.
        await using var local = LocalProcess.Start(
            ["--api-key-file", file, "--data", folder],
            [("Revont__BaseUrl", revont.BaseUrl.ToString()), ("Revont__RequestsPerSecond", "1000"), ("Revont__Workspaces__other__ApiKey", "another-key"), .. LocalProcess.Quick]);
        await Eventually.Be(() => local.Output.Contains("transcribed 30", StringComparison.Ordinal), TimeSpan.FromSeconds(90));
        local.Signal("TERM");

        (await local.EndAsync()).ShouldBe(0, local.Output + local.Errors);
        local.Summed("Calls shown").ShouldBe(30);
        local.Summed("Recorded told").ShouldBe(30);
        local.Summed("Transcribed told").ShouldBe(30);
        revont.ReadStats().Requests.ShouldAllBe(request => request.Status == 200);
        (local.Output + await File.ReadAllTextAsync(Path.Combine(folder, "callevents.log"))).ShouldNotContain(key);
    }

    [Fact]
    public async Task A_run_that_Revont_never_answered_is_no_success()
    {
        await using var revont = await RevontSimulator.StartAsync(new SimulatorOptions { Calls = 1, ApiKey = "right" });
        var file = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(file, "wrong");
        await using var local = LocalProcess.Start(["--api-key-file", file], ("Revont__BaseUrl", revont.BaseUrl.ToString()));
        await Eventually.Be(() => local.Output.Contains("trouble: the Revont API", StringComparison.Ordinal), TimeSpan.FromSeconds(60), local.Errors);
        local.Signal("INT");

        (await local.EndAsync()).ShouldBe(1);
        local.Output.ShouldContain("In the way: the Revont API: ");
        local.Output.ShouldContain("Revont has not answered");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
