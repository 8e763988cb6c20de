using System.CommandLine;
using Spectre.Console;

namespace CallEvents.Local;

/// <summary>The command line: options in, one run, its exit code out.</summary>
internal static class LocalCommand
{
    private const int WrongInput = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var switches = new LocalSwitches();
        var root = new RootCommand(
            "Runs a simulated Revont, the poller, the CRM updater and alerting in this process, and shows what happens. "
            + "The settings of these services apply too, such as Polling__Interval=00:00:05 in the environment.");
        foreach (var option in switches.All)
            root.Add(option);

        root.SetAction((parsed, _) => RunAsync(switches, parsed));

        var parsed = root.Parse(args);

        // Ctrl+C is ours: it ends with a summary, which takes longer than a library would wait.
        return parsed.Errors is [var error, ..]
            ? await RefuseAsync(parsed, error.Message)
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(LocalSwitches switches, ParseResult parsed)
    {
        try
        {
            return await new LocalRun(switches.Read(parsed), AnsiConsole.Console, TimeProvider.System).RunAsync();
        }
        catch (WrongOptionException wrong)
        {
            return await RefuseAsync(parsed, wrong.Message);
        }
    }

    private static async Task<int> RefuseAsync(ParseResult parsed, string message)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(message);
        return WrongInput;
    }
}
