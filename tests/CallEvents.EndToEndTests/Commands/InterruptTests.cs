using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Commands;

/// <summary>Ctrl-C while a command reads the API.</summary>
public sealed class InterruptTests(RabbitMqServer rabbit)
{
    private static readonly SimulatorOptions Past = new()
    {
        Calls = 300,
        Days = 3,
        ArrivalsPerMinute = 0,
    };

    [Theory]
    [InlineData("audit")]
    [InlineData("dry-run")]
    public async Task A_command_that_reads_ends_with_one_line(string command)
    {
        await using var stack = await TestStack.StartAsync(rabbit, Past);
        if (command == "audit")
            await CreateWorkspaceAsync(stack);
        var before = await stack.CountRequestsAsync();
        stack.Poller.Settings["Revont:RequestsPerSecond"] = "0.5";
        stack.Poller.Settings["Polling:SliceLength"] = "00:10:00";
        var reader = stack.StartCommand(command);
        await Eventually.Be(async () => await stack.CountRequestsAsync() > before);

        reader.Interrupt();

        var result = await reader.WaitForExitAsync();
        result.ExitCode.ShouldBe(1, $"{result.Output}\n{result.Error}");
        result.Output.ShouldBeEmpty();
        result.Error.TrimEnd().ShouldBe($"{command}: stopped before its end");
    }

    /// <summary>An audit needs a workspace in the ledger.</summary>
    private static async Task CreateWorkspaceAsync(TestStack stack)
    {
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await stack.Poller.StopAsync();
    }
}
