using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CallEvents.Simulator;

namespace CallEvents.Tests.Simulator;

public sealed class CommandLineTests
{
    private const string AnyPort = "http://127.0.0.1:0";

    [Theory]
    [InlineData("--calls: found 'many', expected a whole number.", "--calls", "many")]
    [InlineData("--calls: found -1, expected a whole number from 0 to 10000000.", "--calls", "-1")]
    [InlineData("--days: found 0, expected a number of days above 0 and at most 3650.", "--days", "0")]
    [InlineData("--arrivals-per-minute: found NaN, expected a number from 0 to 600000.", "--arrivals-per-minute", "NaN")]
    [InlineData("--stop-arrivals-after: found -3, expected a whole number, 0 or more.", "--stop-arrivals-after", "-3")]
    [InlineData("--transcript-delay: found '20', expected a time span such as 00:00:20.", "--transcript-delay", "20")]
    [InlineData(
        "--transcript-delay: found -00:00:01, expected a time span from 00:00:00 to 3650.00:00:00.",
        "--transcript-delay",
        "-00:00:01"
    )]
    [InlineData("--seed: found '0x1', expected a whole number.", "--seed", "0x1")]
    [InlineData("--api-key: found nothing, expected a key of visible ASCII characters.", "--api-key", "")]
    [InlineData("--api-key-file: found '/no/such/file', expected a file that can be read.", "--api-key-file", "/no/such/file")]
    [InlineData("--api-key-file: found both this and --api-key, expected one of them.", "--api-key", "a", "--api-key-file", "b")]
    [InlineData("--api-key: found the same key twice, expected a different key for each workspace.", "--api-key", "a", "--api-key", "a")]
    [InlineData("--scenario: found 'no-such-scenario', expected a file that can be read.", "--scenario", "no-such-scenario")]
    [InlineData(
        "--start-file: found '/no/such/folder/start', expected a file that can be read and written.",
        "--start-file",
        "/no/such/folder/start"
    )]
    [InlineData("Required argument missing for option: '--days'.", "--days")]
    [InlineData("Unrecognized command or argument '--workspaces'.", "--workspaces")]
    public Task An_invalid_option_is_reported_in_one_line(string expected, params string[] args) =>
        ShouldFailAsync(expected, AnyPort, args);

    [Theory]
    [InlineData("here")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:0/base")]
    public Task An_invalid_address_is_reported_in_one_line(string urls) =>
        ShouldFailAsync(
            $"ASPNETCORE_URLS: found '{urls}', expected http:// addresses separated by semicolons, such as http://127.0.0.1:8080.",
            urls
        );

    [Fact]
    public async Task A_port_in_use_is_reported_in_one_line()
    {
        await using var other = await RevontSimulator.StartAsync(new(), ct: TestContext.Current.CancellationToken);
        var urls = other.BaseUrl.GetLeftPart(UriPartial.Authority);

        await ShouldFailAsync($"ASPNETCORE_URLS: found '{urls}', expected an address of this machine that is free.", urls);
    }

    [Fact]
    public async Task An_invalid_scenario_is_reported_with_its_file_and_line()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "- at: 00:00:10\n  drop: { chance: 1 }\n");

        await ShouldFailAsync(
            $"--scenario {file} line 2: drop.chance: found an unknown key, expected one of at, count, only, probability.",
            AnyPort,
            "--scenario",
            file
        );
        File.Delete(file);
    }

    [Fact]
    public async Task A_restart_with_a_start_file_continues_the_same_workspace()
    {
        var file = Path.Combine(TemporaryFolder.Create(), "start");

        var first = await GetCallsAsync();
        var second = await GetCallsAsync();

        first.Count.ShouldBe(5);
        second.ShouldBe(first);

        async Task<List<string>> GetCallsAsync()
        {
            using var simulator = new SimulatorProcess(AnyPort, "--start-file", file, "--calls", "5", "--arrivals-per-minute", "0");
            var line = (await simulator.ReadLineAsync())!;
            using var http = new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]) };
            var json = await http.GetStringAsync(new Uri("/simulator/calls", UriKind.Relative), TestContext.Current.CancellationToken);
            await simulator.TerminateAsync();
            return [.. JsonNode.Parse(json)!.AsArray().Select(call => $"{call!["id"]} {call["created_at"]}")];
        }
    }

    [Fact]
    public async Task One_workspace_is_served_per_key_and_a_scenario_loaded_by_name()
    {
        using var process = new SimulatorProcess(AnyPort, "--calls", "3", "--api-key", "one", "--api-key", "two", "--scenario", "chaos");
        var address = (await process.ReadLineAsync()).ShouldNotBeNull().Split(' ')[^1];
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "two");

        (await http.GetStringAsync(new Uri($"{address}/calls"))).ShouldContain("call_");

        await process.TerminateAsync();
        (await process.WaitForExitAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Help_lists_every_option()
    {
        using var process = new SimulatorProcess(AnyPort, "--help");

        var (exitCode, output, _) = await process.WaitForExitAsync();

        exitCode.ShouldBe(0);
        foreach (
            var option in new[]
            {
                "--calls",
                "--days",
                "--arrivals-per-minute",
                "--stop-arrivals-after",
                "--transcript-delay",
                "--seed",
                "--api-key",
                "--api-key-file",
                "--scenario",
                "ASPNETCORE_URLS",
            }
        )
        {
            output.ShouldContain(option);
        }
    }

    [Fact]
    public async Task The_process_serves_the_configured_workspace_until_terminated()
    {
        var keyFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(keyFile, "s3cret\n", TestContext.Current.CancellationToken);
        using var process = new SimulatorProcess(
            AnyPort,
            "--calls",
            "33",
            "--days",
            "1",
            "--arrivals-per-minute",
            "0",
            "--api-key-file",
            keyFile
        );

        var line = (await process.ReadLineAsync()).ShouldNotBeNull();
        line.ShouldStartWith("Serving 33 calls at http://127.0.0.1:");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "s3cret");
        var page = JsonNode.Parse(
            await http.GetStringAsync(new Uri($"{line.Split(' ')[^1]}/calls?limit=100"), TestContext.Current.CancellationToken)
        )!;
        await process.TerminateAsync();
        var (exitCode, output, errors) = await process.WaitForExitAsync();
        File.Delete(keyFile);

        page["data"]!.AsArray().Count.ShouldBe(33);
        (exitCode, output, errors).ShouldBe((0, "", ""));
    }

    [Fact]
    public async Task An_invalid_option_in_process_has_the_same_message()
    {
        var error = await Should.ThrowAsync<ArgumentException>(() =>
            RevontSimulator.StartAsync(new() { Days = -1 }, ct: TestContext.Current.CancellationToken)
        );

        error.Message.ShouldStartWith("Days: found -1, expected a number of days above 0 and at most 3650.");
    }

    private static async Task ShouldFailAsync(string expected, string urls, params string[] args)
    {
        using var process = new SimulatorProcess(urls, args);

        var (exitCode, output, errors) = await process.WaitForExitAsync();

        errors.ShouldBe(expected + Environment.NewLine);
        (exitCode, output).ShouldBe((2, ""));
    }
}
