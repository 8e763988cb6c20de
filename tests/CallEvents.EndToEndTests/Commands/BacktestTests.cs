using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Commands;

/// <summary><c>rules backtest</c> as a process against the simulator, without a broker and without any other setting.</summary>
public sealed class BacktestTests
{
    private const string Rules = """
        version: 1
        rules:
          - { id: lost, title: Lost, when: [ { outcome: lost } ] }
          - { id: said, title: Said, when: [ { said: { any: [the] } } ] }
        """;

    private static readonly SimulatorOptions Past = new()
    {
        Calls = 40,
        Days = 3,
        ArrivalsPerMinute = 0,
    };

    [Fact]
    public async Task It_waits_when_it_is_throttled_and_sends_no_request_early()
    {
        await using var revont = await SimulatorServer.StartAsync(Past);
        await SetFaultsAsync(revont, """{"too_many_requests":{"probability":0.2,"count":2,"retry_after":"00:00:02"}}""");
        await using var command = Create(revont, "--requests-per-second", "100", "--json");
        command.Start();

        var (exitCode, report) = await command.ReadReportAsync();

        exitCode.ShouldBe(0, command.Error);
        report.GetProperty("judged").GetInt32().ShouldBe(40);
        command.Error.ShouldContain("the Revont API asks to (Retry-After)");
        var stats = await StatsAsync(revont);
        stats.GetProperty("requests").EnumerateArray().ShouldContain(request => request.GetProperty("status").GetInt32() == 429);
        command.Error.ShouldNotContain(Past.ApiKey, Case.Insensitive);

        // Those that crossed with the response are early by what a busy machine needs to read it: less than half of the wait.
        var early = await ReadAsync(revont, "simulator/early-requests");
        early.GetProperty("early").EnumerateArray().ShouldAllBe(request => request.GetProperty("after_response_ms").GetDouble() < 1_000);
    }

    [Fact]
    public async Task Ctrl_C_prints_what_there_is()
    {
        await using var revont = await SimulatorServer.StartAsync(Past);
        await using var command = Create(revont, "--requests-per-second", "4", "--json");
        command.Start();
        await Eventually.Be(async () => await DetailsAsync(revont), details => details >= 4);

        command.Interrupt();

        var (exitCode, report) = await command.ReadReportAsync();
        exitCode.ShouldBe(1, command.Error);
        report.GetProperty("stopped").GetString().ShouldBe("interrupted");
        report.GetProperty("judged").GetInt32().ShouldBeInRange(1, 39);
        report.GetProperty("rules").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Two_requests_per_second_are_the_default()
    {
        await using var revont = await SimulatorServer.StartAsync(Past with { Calls = 6 });
        await using var command = Create(revont, "--json");
        var startedAt = TimeProvider.System.GetTimestamp();
        command.Start();

        var (exitCode, report) = await command.ReadReportAsync();

        exitCode.ShouldBe(0, command.Error);
        var requests = report.GetProperty("requests").GetInt32();
        requests.ShouldBeGreaterThan(6);
        TimeProvider.System.GetElapsedTime(startedAt).ShouldBeGreaterThan(TimeSpan.FromSeconds((requests - 1) / 2.0));
    }

    private static ServiceProcess Create(SimulatorServer revont, params string[] options)
    {
        var command = new ServiceProcess(
            "CallEvents.Alerting",
            [new("Revont:BaseUrl", new Uri(revont.BaseAddress, "v1").ToString()), new("Revont:Workspaces:main:ApiKey", Past.ApiKey)]
        );
        var rules = Path.Combine(command.Folder, "rules.yaml");
        File.WriteAllText(rules, Rules);
        command.Arguments = ["rules", "backtest", rules, "--last", "5d", .. options];
        return command;
    }

    private static async Task<long> DetailsAsync(SimulatorServer revont) =>
        (await StatsAsync(revont))
            .GetProperty("requests")
            .EnumerateArray()
            .Where(request => request.GetProperty("kind").GetString() == "detail")
            .Sum(request => request.GetProperty("count").GetInt64());

    private static Task<JsonElement> StatsAsync(SimulatorServer revont) => ReadAsync(revont, "simulator/stats");

    private static async Task<JsonElement> ReadAsync(SimulatorServer revont, string path) =>
        JsonSerializer.Deserialize<JsonElement>(
            await revont.Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)
        );

    private static async Task SetFaultsAsync(SimulatorServer revont, string faults)
    {
        using var content = new StringContent(faults);
        using var response = await revont.Http.PutAsync(
            new Uri("simulator/faults", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        response.EnsureSuccessStatusCode();
    }
}
