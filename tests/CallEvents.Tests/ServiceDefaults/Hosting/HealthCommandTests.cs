using CallEvents.Simulator;
using CallEvents.Tests.Simulator;

namespace CallEvents.Tests.ServiceDefaults.Hosting;

/// <summary>The health command that a container engine runs. Of the simulator; the services have it among their commands.</summary>
public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://+:{0}")]
    [InlineData("http://*:{0}/;http://127.0.0.1:1")]
    [InlineData("http://0.0.0.0:{0}")]
    [InlineData("http://[::]:{0}")]
    public async Task A_healthy_service_is_found_at_every_listen_address(string urls)
    {
        await using var simulator = await RevontSimulator.StartAsync(new(), ct: TestContext.Current.CancellationToken);

        foreach (
            var arguments in (string[][])
                [
                    ["health"],
                    ["health", "ready"],
                    ["health", "live"],
                ]
        )
        {
            using var command = new SimulatorProcess(urls.Replace("{0}", $"{simulator.BaseUrl.Port}", StringComparison.Ordinal), arguments);
            (await command.WaitForExitAsync()).ShouldBe((0, $"{arguments.ElementAtOrDefault(1) ?? "ready"}: 200\n", ""));
        }
    }

    [Fact]
    public async Task A_service_that_does_not_respond_is_unhealthy()
    {
        using var command = new SimulatorProcess("http://127.0.0.1:1", "health");

        (await command.WaitForExitAsync()).ShouldBe((1, "ready: no response from http://127.0.0.1:1/\n", ""));
    }

    [Theory]
    [InlineData("health", "tomorrow")]
    [InlineData("health", "live", "ready")]
    public async Task Unknown_arguments_are_rejected_in_one_line(params string[] arguments)
    {
        using var command = new SimulatorProcess("http://127.0.0.1:1", arguments);

        (await command.WaitForExitAsync()).ShouldBe(
            (2, "", $"health: found '{string.Join(' ', arguments.Skip(1))}', expected live or ready\n")
        );
    }

    [Fact]
    public async Task A_service_without_a_broker_reports_not_ready()
    {
        using var service = new ServiceProcess("CallEvents.Alerting");
        using var http = await service.WaitUntilListeningAsync();

        using var command = new ServiceProcess("CallEvents.Alerting", ["health"], [new("ASPNETCORE_URLS", http.BaseAddress!.ToString())]);

        (await command.WaitForExitAsync()).ExitCode.ShouldBe(1);
        command.Output.ShouldBe(["ready: 503"]);
    }
}
