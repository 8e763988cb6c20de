using System.Text.Json;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A command of the poller that was started with <c>--json</c>.</summary>
internal static class CommandProcess
{
    /// <summary>Waits until it has ended, and returns its exit code and its document.</summary>
    public static async Task<(int ExitCode, JsonElement Report)> ReadReportAsync(this ServiceProcess command)
    {
        var result = await command.WaitForExitAsync();
        result.Output.ShouldNotBeEmpty($"{string.Join(' ', command.Arguments)}: {result.Error}");
        return (result.ExitCode, JsonSerializer.Deserialize<JsonElement>(result.Output));
    }
}
