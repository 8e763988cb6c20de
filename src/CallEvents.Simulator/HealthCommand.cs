using CallEvents.ServiceDefaults.Hosting;

namespace CallEvents.Simulator;

/// <summary>
/// The command <c>health [live|ready]</c>: queries the simulator that runs in the same container. An image without a shell has no other
/// health check.
/// </summary>
internal static class HealthCommand
{
    private const string Name = "health";

    public static bool IsRequested(string[] args) => args is [Name, ..];

    /// <summary>Exit code 0 while healthy, else 1, and 2 for a wrong argument; prints one line.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var check = args.ElementAtOrDefault(1) ?? HealthQuery.Checks[0];
        if (args.Length > 2 || !HealthQuery.Checks.Contains(check))
        {
            await Console.Error.WriteLineAsync($"{Name}: found '{string.Join(' ', args.Skip(1))}', expected live or ready");
            return 2;
        }

        var answer = await HealthQuery.SendAsync(check, CancellationToken.None);
        await Console.Out.WriteLineAsync(answer.ToString());
        return answer.IsHealthy ? 0 : 1;
    }
}
