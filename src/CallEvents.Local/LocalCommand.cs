using System.CommandLine;
using Spectre.Console;

namespace CallEvents.Local;

/// <summary>Parses the command line, performs one run and returns its exit code.</summary>
internal static class LocalCommand
{
    private const int UsageErrorExitCode = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new LocalArguments();
        var root = new RootCommand(
            "Runs a simulated Revont API, the poller, the CRM updater and alerting in one process and shows the events. "
                + "The services' settings apply too, such as Polling__Interval=00:00:05 in the environment."
        );
        foreach (var option in arguments.All)
            root.Add(option);

        root.SetAction((parsed, _) => RunAsync(arguments, parsed));

        var parsed = root.Parse(args);

        // ShutdownSignals handles Ctrl+C: draining takes longer than the library's termination timeout.
        return parsed.Errors is [var error, ..]
            ? await ReportUsageErrorAsync(parsed, error.Message)
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(LocalArguments arguments, ParseResult parsed)
    {
        try
        {
            return await new LocalRun(arguments.Read(parsed), AnsiConsole.Console, TimeProvider.System).RunAsync();
        }
        catch (InvalidOptionException invalid)
        {
            return await ReportUsageErrorAsync(parsed, invalid.Message);
        }
    }

    private static async Task<int> ReportUsageErrorAsync(ParseResult parsed, string message)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(message);
        return UsageErrorExitCode;
    }
}
